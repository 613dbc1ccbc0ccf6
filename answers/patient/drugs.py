"""Which words are drugs: by the stems that their names are built from, and the usual ones without a stem.

The stems are those of the WHO's list for international nonproprietary names.
"""

import re

_STEMS = (
    "pril|prilat|sartan|statin|olol|dipine|azepam|azolam|zepam|cillin|cycline|floxacin|mycin|micin|bactam|penem"
    "|oxacin|conazole|nazole|prazole|tidine|setron|triptan|gliptin|gliflozin|glutide|glitazone|formin|glinide"
    "|parin|xaban|gatran|grel|grelor|mab|nib|ciclib|lisib|rafenib|parib|zomib|platin|taxel|rubicin|bicin|abine"
    "|fovir|vir|vudine|ciclovir|tegravir|navir|buvir|asvir|oxetine|pramine|triptyline|faxine|traline|opram"
    "|peridol|apine|idone|piprazole|barbital|bital|toin|racetam|gabalin|pentin|caine|curonium|fentanil|codone"
    "|morphone|orphan|profen|oxicam|coxib|fenac|lukast|terol|tropium|sone|solone|onide|asone|olone|nacort"
    "|dronate|dronic acid|fibrate|thiazide|semide|lactone|vaptan|trexate|purine|mustine|limus|sporine?|cept"
    "|kinra|ermin|plase|tocin|relin|relix|estrol|estradiol|gestrel|terone|oxifene|trozole|lutamide|steride"
    "|afil|osin|fylline|phylline|phenidate|amfetamine|amphetamine|zosin|dopa|giline|quine|quinine|oquine"
    "|bendazole|nidazole|ectin|thiouracil|imazole|iodarone|arone|cainide|dilol|tadine|lizine|rizine|ramine"
    "|cromil|cromone|stigmine|azosin|tiapine|zapine|ridazine|promazine|perazine|phrine|drine|sulfan|amide"
)
_SUFFIX = re.compile(rf"[a-z]{{2,}}(?:{_STEMS})s?")
_NO_DRUGS = frozenset(
    "season reason person comparison poison prison unison arson amide orphan elixir"
    " vir march outside inside beside hormone hormones clone alone stone phone zone bone keystone someone"
    " everyone milestone cornerstone intolerance adenosin accept except concept percept precept intercept"
    " telephone microphone chaperone cyclone abalone"
    " kidneystone gallstone gallstones".split()
)
"""Words that end as drugs do."""

USUAL = frozenset(
    "aspirin warfarin coumadin heparin insulin lithium digoxin metformin clopidogrel paracetamol acetaminophen"
    " tylenol ibuprofen advil motrin naproxen aleve diclofenac tramadol morphine oxycodone codeine methadone"
    " buprenorphine naltrexone naloxone prednisone prednisolone hydrocortisone dexamethasone cortisone"
    " levothyroxine thyroxine methimazole carbimazole allopurinol colchicine febuxostat probenecid methotrexate"
    " azathioprine cyclosporine ciclosporin tacrolimus mycophenolate cyclophosphamide hydroxychloroquine"
    " sulfasalazine leflunomide valproate valproic phenytoin carbamazepine lamotrigine topiramate levetiracetam"
    " gabapentin pregabalin clozapine ketamine esketamine bupropion trazodone mirtazapine buspirone"
    " furosemide spironolactone eplerenone hydrochlorothiazide amiodarone verapamil diltiazem ivabradine"
    " nitroglycerin isosorbide sildenafil tadalafil finasteride tamoxifen letrozole anastrozole cisplatin"
    " carboplatin doxorubicin vincristine bleomycin etoposide rituximab imatinib interferon isoniazid rifampin"
    " rifampicin ethambutol pyrazinamide dapsone nitrofurantoin trimethoprim sulfamethoxazole bactrim augmentin"
    " vancomycin linezolid metronidazole acyclovir oseltamivir tamiflu paxlovid remdesivir ivermectin"
    " chloroquine mefloquine albuterol salbutamol montelukast theophylline epinephrine adrenaline ozempic"
    " wegovy mounjaro eliquis xarelto pradaxa plavix lipitor crestor zoloft prozac lexapro xanax valium ambien"
    " humira enbrel remicade keytruda isotretinoin accutane minoxidil melatonin potassium iron biotin"
    " glyburide glipizide gliclazide sitagliptin exenatide semaglutide liraglutide empagliflozin dapagliflozin"
    " entresto sacubitril hydralazine clonidine methyldopa labetalol baclofen tizanidine cyclobenzaprine"
    " riluzole donepezil memantine rivastigmine levodopa carbidopa sinemet ropinirole pramipexole selegiline"
    " phenelzine tranylcypromine rasagiline disulfiram acamprosate varenicline ritalin adderall cetirizine"
    " loratadine diphenhydramine benadryl famotidine omeprazole sucralfate loperamide ondansetron metoclopramide"
    " domperidone lactulose cholestyramine orlistat estrogen progesterone testosterone clomiphene letrozole"
    " denosumab teriparatide calcitonin mesalamine mesalazine infliximab adalimumab apixaban rivaroxaban"
    " dabigatran edoxaban enoxaparin fondaparinux ticagrelor prasugrel alteplase".split()
)

CLASS = (
    r"(?:blood[ -]?thinners?|anti-?coagula(?:nts?|tion)|anti-?coagulated|doacs?|noacs?|vkas?|maois?"
    r"|mao inhibitors?|ssris?|snris?|tricyclics?|tcas?|nsaids?|steroids?|corticosteroids?|immuno-?suppressants?"
    r"|beta[ -]?blockers?|ace[ -]?inhibitors?|arbs?|ccbs?|diuretics?|statins?|sulfonylureas?|ppis?"
    r"|opioids?|opiates?|benzos?|benzodiazepines?|chemo(?:therapy)?|biologics?|tnf (?:inhibitors?|blockers?)"
    r"|antiplatelets?|antidepressants?|antipsychotics?|anti-?epileptics?|anticonvulsants?|antibiotics?"
    r"|antiretrovirals?|antivirals?|hrt|birth control|the pill|contraceptives?|bisphosphonates?|nitrates?"
    r"|st\.? john'?s wort|herbal (?:remedies|supplements?)|sulfa|antifungals?|antihistamines?|macrolides?"
    r"|triptans?|checkpoint inhibitors?|jak inhibitors?)"
)
"""Classes, as they are spoken of."""


def is_drug(word: str) -> bool:
    """Whether a single word is the name of a drug."""
    plain = word.casefold()
    if plain in USUAL:
        return True
    return plain not in _NO_DRUGS and len(plain) > 5 and bool(_SUFFIX.fullmatch(plain))
