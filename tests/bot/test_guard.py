"""The guard, told in the words that people use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.types import Audience
from bot.guard import ROUTES, Alarm, HelpLine, alarm, route
from bot.red_flags.reading import TEXT_MAX_CHARS, sentences

EMERGENCIES = """
My father has chest pain and can't breathe
I have chest pain and I'm short of breath
chest pain, shortness of breath, left arm numb
I’ve got a crushing pain in my chest that is spreading to my jaw
My husband has pressure in his chest and is sweating a lot
Severe chest pain since an hour ago, what should I do
there's an elephant sitting on my chest and I can't catch my breath
mum says her chest feels tight and she is breathless
I think I'm having a heart attack
Could I be having a heart attack? My arm hurts
is my dad having a stroke?? he can't talk
One side of my mother's face is drooping and her speech is slurred
her face is drooping and she can't lift her left arm
my grandmother suddenly can't speak
My wife's speech suddenly became slurred
He can't move his right arm all of a sudden and he's confused
I think my dad just had a stroke
My left side went numb suddenly and I can't talk properly
He is not breathing
hes not breathing help
my son stopped breathing
I cant breathe
I can not breathe, my throat is closing up
My baby is choking
My daughter is choking on a grape
someone collapsed and is unresponsive
My father collapsed in the kitchen and won't wake up
My roommate is unconscious, what do I do?
she won't wake up
I can't wake my husband up
There is no pulse
my brother is having a seizure right now
My son is having a seizure and it won't stop
My mother is convulsing
she's having a fit on the floor
My son just had a seizure
My lips and tongue are swelling after I ate peanuts
My throat is closing up after a bee sting
I was stung by a wasp and I can't breathe properly
my daughter ate a peanut and now she has hives and is wheezing, hard to breathe
I'm going into anaphylactic shock
She is having a severe allergic reaction
My face is swelling and I have trouble breathing
I'm bleeding heavily and it won't stop
The bleeding won’t stop
I can't stop the bleeding from my leg
blood is spurting from his arm
He is losing a lot of blood
My husband is vomiting blood
I threw up a lot of blood this morning
I'm coughing up blood and feel faint
I am soaking through a pad every hour
My 2 month old has a fever of 38.5
my newborn has a fever
My baby is 6 weeks old. She has a temperature of 39
our baby is breathing really fast and grunting
My 5-month-old's chest is sucking in when she breathes, laboured breathing
my infant has labored breathing
My baby is floppy and won't feed
My baby is turning blue
her lips are blue
I'm 30 weeks pregnant and bleeding
I am pregnant and I'm bleeding
My pregnant wife is having a seizure
My wife is 34 weeks pregnant and just had a fit
shes 8 months pregnant and has heavy bleeding
I'm 20 weeks pregnant and haemorrhaging
worst headache of my life, came on suddenly
my friend has been stabbed
My dad was electrocuted
call an ambulance
I need an ambulance
what should I do if my husband is having chest pain and can't breathe?
I don't know what to do my baby is not breathing
I'm not sure if I'm having a stroke, my face is drooping
My dad had a stroke 2 years ago, and now his face is drooping again
no fever but chest pain and I can't breathe
What are the symptoms of a heart attack? My father has chest pain and he is short of breath.
He isn't responding to me
My grandpa's mouth is drooping on one side
My child is having an asthma attack and is gasping for air
My dad isnt breathing
HE IS NOT BREATHING!!!
my mom passed out… she just collapsed on the floor
my father is having severe chest pain and sweating
I have a tight band around my chest and feel breathless
My chest feels like it is being crushed
heart attack help my husband
My mother's mouth has dropped on one side and she can't lift her arm
I think my wife is having a stroke
Sudden numbness on the left side of my body and blurred vision
grandpa suddenly can't talk and his face is droopy
I ate shrimp and my tongue is swelling and I can't breathe
anaphylaxis right now, my son ate peanuts
I have hives all over and my throat feels tight after taking amoxicillin
I cut my wrist on glass, it's bleeding a lot
My mother is bleeding profusely from her leg
he's throwing up blood
He won't wake up
My baby won't wake up
my dad collapsed
my son has been seizing for 10 minutes
she's shaking all over and not responding
My 3 week old baby has a temperature of 38.6
my 2-month-old baby has had fever since yesterday
My baby is struggling to breathe
my baby's lips are blue
I'm pregnant and bleeding
My wife is pregnant and having a seizure
I'm 38 weeks pregnant and passing blood clots
My father fell and is unconscious
I can't breathe
struggling to breathe
chocking on a piece of meat
my husband isn't breathing properly and is turning blue
what do I do my baby is not breathing
I feel like I'm going to pass out and my chest hurts
Stroke? My dad's face droops and arm is weak
my son is having an asthma attack and his inhaler isn't working
I have the worst headache of my life
My dad passed out and is breathing weirdly
my grandfather is unconscious but breathing
my 58 yo father has had chest pain for 20 minutes and is struggling to breathe
My wife can't breathe and her chest hurts
chest pains with difficulty breathing since last night
I have chest pain radiating to my left arm
help my mom is having a stroke
Half of my husband's face is numb and he's talking funny
can't feel my right arm and leg suddenly
my mums face has gone droopy
My boyfriend is having a fit
He has been shaking and unconscious for 5 mins
my newborn turned blue
My 8 week old has a fever
4 month old with 39.5 fever, what do I do?
My 5 week old is breathing very fast
I am 9 weeks pregnant with heavy bleeding and cramps
I'm pregnant and just had a seizure
blood won't stop coming out of my arm
My son fell on a knife and is bleeding badly
My brother's wound won't stop bleeding
my face and tongue are swelling up
I used my EpiPen but still can't breathe
my mother is unconscious
He collapsed and he's not moving
My brother isn't responding
An old man just collapsed next to me
The baby is choking!!!
My husband was electrocuted and is unconscious
I am bleeding out
Am I having a stroke?
why is my baby not breathing normally
should I call an ambulance? my husband has chest pains and is sweating
Chest pain & shortness of breath, 45M, what do I do
Im having chest pains and i cant catch my breath
I'm 62, woke up with heavy pressure on my chest, left arm pain
we think grandma is having a stroke
My mother cannot lift her left arm and her mouth is crooked
My throat is closing after eating shrimp
My daughter is covered in hives and she is wheezing after eating cashews
I cut an artery and it won't stop bleeding
My wife is haemorrhaging after delivery
He's coughing up lots of blood
She is unresponsive and barely breathing
he fainted and isn't responding
my daughter won't stop seizing
our 3-week-old baby has a fever
my 6-week-old is breathing fast and won't feed
I'm 28 weeks pregnant, bleeding with severe pain
pregnant wife having seizures
he isn't breathing and has no pulse!!
my friend was hit by a car and is unconscious
My father’s not breathing
My 70-year-old mother suddenly lost her vision
my baby is limp and pale
"""

POISONINGS = """
My toddler drank bleach
my son swallowed a button battery
My 2 year old ate my blood pressure pills
My daughter swallowed dishwasher tablets
I took 30 paracetamol tablets
I just took 20 Tylenol
I took too many sleeping pills
I accidentally took a double dose of my lisinopril
he took a whole bottle of ibuprofen
my friend overdosed on heroin
I think I overdosed
My husband took an overdose
my wife has taken an overdose of tablets
I gave my baby too much Tylenol
my kid got into the antifreeze
my son ate wild mushrooms in the garden
The carbon monoxide alarm is going off and we have headaches
I think I've been poisoned
My boyfriend was bitten by a snake
my daughter ate rat poison!
I took 15 of my mother's xanax pills
I injected too much insulin
My grandmother took all her pills at once
my teenager swallowed a handful of aspirin
My daughter took a bunch of pills
My child swallowed a magnet
I accidentally took too much of my medication
my brother overdosed
He took 50 pills of amitriptyline
My grandson drank nail polish remover
carbon monoxide detector is beeping and I have a headache
my toddler ate a whole pack of vitamins with iron
took an overdose of paracetamol
I've taken too many tablets
My 3 year old drank some bleach
my kid drank kerosene
My grandmother accidentally took her medication twice, 10 pills
I drank antifreeze
my son ate 20 gummy vitamins
I think my roommate overdosed, he's snoring weird and won't wake up
My sister has taken an overdose
I swallowed 30 pills
my daughter just drank drain cleaner
I drank methanol by mistake
i think my son was poisoned
I ate a death cap mushroom
"""

SELF_HARM = """
I want to kill myself
i wanna kill myself
I'm going to kill myself tonight
I am thinking of killing myself
I want to die
I just want to die
I don't want to live any more
I dont want to live anymore
I don’t want to be alive
I no longer want to live
I wish I was dead
I wish I were never born
thinking of ending it all
I'm thinking about ending my life
I am going to end it all
I feel suicidal
I'm suicidal
I have been feeling suicidal for weeks
I have suicidal thoughts
I keep having suicidal thoughts, which medicine helps?
I'm thinking about suicide
I want to hurt myself
I keep cutting myself
I have urges to self harm
I've been self-harming again
There is no reason to live
I have nothing to live for
everyone would be better off without me
I can't go on anymore
I am tired of living
if I ever feel suicidal again, whom can I ring? I feel suicidal now
How many pills would it take to kill me?
what is the easiest way to die
I took 40 pills because I want to die
I'm planning to take my own life
I don't want to kill myself but I want to die
my father died and I want to kill myself
kms
I want to end my life
I want to end it all
I don't want to be here anymore
I feel like killing myself
I'm going to jump off a bridge
I am having thoughts of suicide
I've been thinking about suicide
I can't do this anymore, I want to die
I'm feeling suicidal tonight
life is not worth living
I have a plan to kill myself
I took all my pills to end my life
I've been cutting myself
I hate my life and want to die
sometimes I think about killing myself
i just wanna die
I wish I could fall asleep and never wake up
There's no point in living
I am a doctor and I want to kill myself
I am thinking of taking my own life
nobody would care if I killed myself
I might kill myself
I have been self harming
I wish I wasn't alive
I want to disappear forever
I don't see a reason to live
my wife left and I don't want to live
i dont wanna be alive anymore
I want to commit suicide
thinking of suicide
i feel like ending my life
I'm so tired of living
im gonna end it tonight
I think I'm going to hurt myself
I want to cut myself
I cut myself on purpose last night and want to do it again
I've got a rope and I'm going to hang myself
I want to overdose
I'm going to take all my pills and die
I'm a nurse and lately I think about killing myself
I don't see the point of living anymore
how can I kill myself without pain
I hope I don't wake up tomorrow
I would rather be dead
I'd be better off dead
i am having suicidal ideation
feeling suicidal
suicidal
my life isn't worth living
I just don't want to exist anymore
can't stop thinking about suicide
I tried to kill myself last night
I have been thinking I should just die
I don’t want to live
i no longer want to be alive
"""

SUICIDE_RISKS = """
My daughter says she wants to kill herself
my friend is suicidal
My brother is threatening to kill himself
My son tried to kill himself
He wants to end his life
my sister keeps saying "I want to die"
My teenage daughter is cutting herself
My husband has tried to commit suicide
"""

QUIET_FOR_THE_PUBLIC = """
management of anaphylaxis
What are the symptoms of a heart attack?
can chest pain cause breathlessness
Can chest pain cause shortness of breath?
history of stroke in 2010
I had a heart attack last year, which diet is best?
What is the treatment of stroke?
What should I do when someone is choking?
How do you help an unconscious person?
What to do if someone has a seizure
How do I know if I am having a heart attack?
signs of stroke
How can I prevent a stroke?
What are the red flags for chest pain?
What are the side effects of an overdose of vitamin D?
How much paracetamol is an overdose?
Is it safe to take 2 paracetamol tablets with ibuprofen?
I took 2 tablets of ibuprofen this morning, can I take another?
I took 500 mg of amoxicillin
I take 10 mg of melatonin every night
I took 20 mg of citalopram for depression
I take 12 tablets a day for my heart
I took 10 days of antibiotics
Can I drink alcohol after 21 pills of the contraceptive?
My mother had a stroke in 2015, can she fly?
My father died of a heart attack at 50, what is my risk?
My son had a febrile seizure last year
My daughter has epilepsy, which vaccines are safe?
I have no chest pain and no shortness of breath
No chest pain or shortness of breath, only a cough
I am not bleeding heavily
I don't have chest pain, I am short of breath when climbing stairs
I have a cough and a runny nose
My chest hurts when I cough
My chest hurts after the gym
I can't breathe through my nose
my throat is swollen and hurts when I swallow
My lymph nodes are swollen
Is a swollen lip dangerous?
My 2 year old has a fever of 38.5
My 7 year old has a fever
When should I worry about fever in babies?
How high is a normal temperature for a baby?
I have a fever, can I breastfeed my baby?
What foods can I give my 6 month old?
My baby has a rash on her bottom
Am I pregnant? My period is late and I had light bleeding
Can I be pregnant if I had bleeding on time?
Is implantation bleeding normal?
My gums are bleeding
I am 20 weeks pregnant, which painkiller is safe?
My pregnant sister asks if she can fly
I am pregnant, are blood tests needed?
Why are my periods so heavy, I am bleeding heavily every month
My haemorrhoids are bleeding
I have food poisoning, what can I eat?
Is this rash from poison ivy?
What is carbon monoxide poisoning?
My dog ate rat poison
I want to quit smoking
Emergency contraception: how late can I take it?
What is the emergency number in Spain?
When should I call 911 for chest pain?
Is Bell's palsy permanent? My face has been drooping for weeks since Bell's palsy
I have sleep apnoea and stop breathing at night
my kids are always choking each other's jokes
What is the first aid for choking?
Is a seizure disorder inherited?
My uncle survived a stroke, how can he exercise?
Can stress cause a stroke?
What is the risk of having a stroke with atrial fibrillation?
Can I have a baby after having a heart attack?
I'm worried about having a heart attack
My tumour is unresponsive to chemotherapy
My infection is not responding to antibiotics
I passed out drunk once in college, is that harmful
My skin turned blue from a dye
I used to have seizures as a child
I can't wake up early in the morning
What are risk factors for suicide?
What is the link between acne medicine and suicide?
I am not suicidal
I don't have suicidal thoughts, I am just tired
I would never kill myself
I don't want to die
I'm killing time before my appointment
That cake is to die for
My back is killing me
These cramps are killing me
I am dying to know the result
I cut myself shaving, do I need a tetanus shot?
I hurt myself at the gym yesterday
I burned myself while cooking
I don't want to hurt myself when exercising
I am afraid of hurting myself lifting weights
My aunt wants to die at home, which hospice care is there?
What does MAID mean for someone who wants to die with dignity?
How are suicidal patients treated?
I lost my brother to suicide ten years ago. How do I cope with grief?
I tried to kill myself in 2012 and take lithium since. Is ibuprofen safe?
What kills lice?
does hydrogen peroxide kill germs
Which medicine is best for a heart attack survivor?
Anaphylaxis
heart attack
stroke
hello
thanks!
what is hypertension
What else causes pain in the chest?
is chest pain with shortness of breath always a heart attack?
What are the early signs of stroke?
how is anaphylaxis treated
What should be done for heavy bleeding after birth?
Can aspirin prevent a heart attack?
overdose of paracetamol treatment
how much ibuprofen is too much
My father had a heart attack in 2019. Can he take ibuprofen?
My mother had a stroke last year, what rehab helps?
I had a seizure 3 years ago, can I drive?
What is the treatment for seizures in pregnancy?
Is bleeding in early pregnancy common?
How do doctors treat poisoning?
Is fever in infants dangerous?
What temperature is a fever in a newborn?
I have a history of anaphylaxis, can I get the flu vaccine?
Do I need an epipen if I had an anaphylaxis years ago?
My child has a peanut allergy, which foods are safe?
my son has epilepsy, what medicines are used?
What is suicide prevention?
why do people commit suicide
Do antidepressants cause suicidal thoughts?
my grandfather died by suicide, is it genetic?
My doctor asked if I want to die and I said no
How can I help a friend with depression?
What are the warning signs of suicide?
My headache is killing me
I'd kill for a good night's sleep
how long does food poisoning last
is blood poisoning contagious
what are lead poisoning symptoms
Are choking hazards common in toddlers?
how to treat heavy menstrual bleeding
I have heavy periods, is iron useful?
What does unconscious bias mean in medicine?
is it normal to be short of breath in pregnancy?
I get breathless climbing stairs with my asthma, which inhaler is best?
my chest is sore after coughing
What is angina?
I have panic attacks, is sertraline good?
My baby has colic, what helps?
my baby is teething, can I give paracetamol?
how many paracetamol can I take in a day?
I took one paracetamol and one ibuprofen together, is that ok?
I missed a dose of my pill, what should I do?
I took two doses of vitamin D today, is that harmful?
Is it safe to take 20 mg of omeprazole while pregnant?
Which antidote is used for benzodiazepine overdose?
What happens during a stroke?
What happens to the body when someone stops breathing?
Does aspirin help during a heart attack?
can you die from a seizure
I want to live longer, what should I eat?
I want to die my hair while pregnant
is it bad to hold my breath
I don't want to live with this pain, what treatments are there?
My dad was unconscious for two days last year, does it affect memory?
What causes blue lips?
I was pregnant last year and had bleeding
I'm trying to get pregnant, and had light bleeding mid cycle
My son swallowed his antibiotic with milk, is that ok?
Should I be worried about my daughter's nosebleeds?
How many stroke patients recover?
Are seizures in babies inherited?
I am scared of having a stroke because of my blood pressure
I am reading about heart attacks and shortness of breath
write a summary of stroke guidelines
how do I give CPR
how do you do the heimlich
my friend's kid had croup last winter
I cut my finger, do I need stitches?
stomach bleeding from aspirin how common
my mother takes warfarin, what is the risk of bleeding?
What is the best first aid for burns?
My son is allergic to peanuts, is sesame safe?
how common is stroke in young adults
My mother has high blood pressure, can she have a stroke?
I am 30 weeks pregnant, what vaccines should I get?
I'm 10 weeks pregnant and have nausea, what helps?
my baby is 3 months old, when can she eat solids?
My baby has a runny nose
my 9 month old has diarrhoea, what can I give?
I have asthma, which inhaler should I use?
I get short of breath when I run, is it asthma?
I have chest pain when pressing on my ribs
Is ibuprofen safe after a stroke?
my dad has heart failure, how much water should he drink?
I bleed easily since starting apixaban, is that normal?
I had some blood in my stool
Is a nosebleed a sign of high blood pressure?
What do I do when my child has a fever?
my teenager has depression, what therapy works?
What is the difference between a heart attack and cardiac arrest?
How long can you live after a heart attack?
my wife had preeclampsia in her first pregnancy, will it come back?
Can I drink coffee with my seizure medication?
how do I prevent overdose of vitamin A
how are poisonings prevented in toddlers
My head hurts and I feel tired
my hands go numb at night
My left arm is numb when I wake up
I have tingling in my feet from diabetes
my face is numb after the dentist
I feel dizzy when I stand up
my throat hurts and I have swollen tonsils
I have a swollen ankle after a sprain
My eyes are swollen and itchy from pollen
is it dangerous to swallow gum
I swallowed a pill without water and it feels stuck
my toddler swallowed a coin yesterday
What should I know before taking 20 mg fluoxetine?
I take 15 units of insulin at night
I drank 3 beers with paracetamol
Can I take 8 ibuprofen a day?
My dog ate chocolate
The doctor said my heart stopped for a second in 2018
My brother died of an overdose, I need grief support
I wish I could sleep better
I'm tired of living with eczema
I can't live without coffee
I hurt my back lifting boxes
I hurt myself playing football
how do I stop cutting my nails too short
My son cuts himself shaving
I want to end my pregnancy
I want to end my relationship with sugar
how to end a migraine attack
my friend is in palliative care and dying of cancer, what helps with pain?
my cousin had a fit of coughing
I'm having a hot flash
My mother is having surgery for a brain aneurysm next week
am having a baby in june, is flu vaccine ok
I think my husband had covid
"""

ACTIVE_FOR_CLINICIANS = """
Anaphylaxis in front of me, adrenaline dose?
pt coding now
Pt coding now, what is the epi dose?
code blue in bed 4
my patient is seizing now, no IV access
Patient actively seizing, lorazepam dose?
Patient not breathing
My patient is crashing
CPR in progress, 20 minutes, when to stop?
Child choking in front of me
Patient just collapsed in the waiting room
Anaphylaxis now, second dose of adrenaline?
Status epilepticus right now, 10 min after lorazepam, next step?
Massive postpartum haemorrhage right now, TXA dose?
my patient just arrested
he's in cardiac arrest now
Right now I have a woman with eclampsia, how much magnesium?
I have chest pain and can't breathe
My father has collapsed and is not breathing
I think I'm having a stroke
my wife is having a seizure
Patient in front of me with anaphylaxis, BP 60/40
My patient is having a seizure right now
we have a code, asystole, what next?
pt in VF now refractory to 3 shocks
patient is bleeding out on the table
My patient is in cardiac arrest
Pt is unresponsive, GCS 3, need help now
Patient has stopped breathing
I have a patient actively seizing
anaphylaxis right now, no IV
Acute airway obstruction happening now
a visitor collapsed in the lobby just now
Patient is hemorrhaging right now after delivery
my patient just had a cardiac arrest
child in front of me is choking
my colleague just collapsed
"""

POISONED_FOR_CLINICIANS = """
my patient just took 30 paracetamol tablets
25F took 40 tablets of amitriptyline 2 hours ago
Patient overdosed on propranolol 30 minutes ago, glucagon dose?
My toddler just drank bleach
2 yo just swallowed a button battery
Patient just swallowed 20 tramadol tablets
My patient ingested 50 tablets of metoprolol an hour ago
"""

QUIET_FOR_CLINICIANS = """
management of anaphylaxis
What is the adrenaline dose in anaphylaxis?
First-line treatment for status epilepticus
How do you manage an actively seizing patient?
What is the approach to a patient with chest pain and dyspnea?
62M with chest pain and shortness of breath, troponin negative. Next step?
I have a patient with chest pain and shortness of breath, which test first?
My patient has chest pain and dyspnea with a normal ECG, does he need a CT?
Patient with stroke now on apixaban, when to restart statin?
Patient currently on warfarin with a history of GI bleeding
45F with anaphylaxis to penicillin in 2019, is cefazolin safe?
3-week-old with fever, do I need an LP?
2 month old with fever of 38.5: workup?
Pregnant patient with bleeding at 10 weeks, anti-D?
G2P1 at 34 weeks with vaginal bleeding: differential
Eclampsia: magnesium sulfate dose
Paracetamol overdose: when to start NAC?
NAC in staggered paracetamol overdose
Is activated charcoal useful 4 hours after ingestion?
How should I manage a patient who took 30 paracetamol tablets?
my patient is suicidal
My patient is suicidal, is inpatient care needed?
Patient says she wants to kill herself. Which scale should I use?
Patient states "I want to die", how do I assess capacity?
What are the risk factors for suicide in adolescents?
Lithium for suicide prevention
Suicidal ideation after isotretinoin?
Does ketamine reduce suicidal ideation?
SSRI and suicidality in teens
Management of massive haemorrhage
Adult BLS algorithm
How long should CPR continue?
Cardiac arrest in pregnancy
unresponsive wakefulness syndrome
Patient was seizing last night, sodium 113
He had a seizure in 2018, can he drive?
tPA window in acute ischemic stroke
Post-arrest temperature management
Best antidote for antifreeze poisoning
Seizure prophylaxis in TBI
Should aspirin be stopped before surgery in a patient who had a heart attack last year?
What should I do if a patient has a seizure in the MRI?
Door-to-balloon time for STEMI
anaphylaxis
eGFR 28, potassium 6.1: can I continue ACE inhibitor?
What are the causes of chest pain with breathlessness?
What is the recommended dose of epinephrine for cardiac arrest?
When to give tPA in stroke now that tenecteplase is approved?
patient with seizure disorder now pregnant, which ASM?
Patient with PE now stable on heparin, when to switch to DOAC?
35F with bleeding after tooth extraction on apixaban
Patient on warfarin bleeding gums INR 5
Patient had a heart attack 2 weeks ago, can he fly?
my patient has a history of suicide attempt, is bupropion ok?
My patient wants to die. Medical aid in dying eligibility?
Adolescents with self-harm: DBT evidence?
patient with suicidal thoughts on SSRIs, what next?
Which scoring system for acute upper GI bleeding?
What is the evidence for hypothermia after cardiac arrest?
infant with fever and petechiae, empiric antibiotics?
Acute stroke in pregnancy: is thrombolysis safe?
I have a 2-month-old with fever in clinic, LP or not?
patient overdosed on paracetamol last week, LFT rising
Patient with anaphylaxis 2 h ago, how long to observe?
How long do you observe after anaphylaxis?
How many minutes of seizure before second-line therapy?
Unresponsive patient differential
DVT in a 40M now on rivaroxaban
Is naloxone useful in tramadol overdose?
current guidelines on shock
is it now recommended to use TXA in GI bleed?
Emergency department management of eclampsia
He has been seizure free for 2 years, stop levetiracetam?
Code status discussions
ICD coding for stroke
What is the ICD coding now for sepsis?
Post-stroke depression treatment
Which patients with PE can go home?
Should I stop aspirin now in a patient with prior MI?
status of RSV vaccine now
My patient took 10 days of amoxicillin, still febrile
Patient took 2 tablets of ibuprofen just before surgery
She just had a baby, is warfarin safe in breastfeeding?
pt just finished chemo, vaccine timing?
I just started a patient on lithium
"""


def lines(block: str) -> list[str]:
    return block.strip().splitlines()


@pytest.mark.parametrize("text", lines(EMERGENCIES))
def test_the_public_is_heard_in_an_emergency(text: str) -> None:
    assert alarm(text, Audience.PATIENT) is Alarm.EMERGENCY


@pytest.mark.parametrize("text", lines(POISONINGS))
def test_the_public_is_heard_in_a_poisoning(text: str) -> None:
    assert alarm(text, Audience.PATIENT) is Alarm.POISONING


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("text", lines(SELF_HARM))
def test_whoever_speaks_of_ending_their_life_is_heard(text: str, audience: Audience) -> None:
    assert alarm(text, audience) is Alarm.SELF_HARM


@pytest.mark.parametrize("text", lines(SUICIDE_RISKS))
def test_another_persons_danger_is_not_taken_for_the_writers(text: str) -> None:
    assert alarm(text, Audience.PATIENT) is Alarm.SUICIDE_RISK


@pytest.mark.parametrize("text", lines(QUIET_FOR_THE_PUBLIC))
def test_the_public_may_ask_about_emergencies(text: str) -> None:
    assert alarm(text, Audience.PATIENT) is None


@pytest.mark.parametrize("text", lines(ACTIVE_FOR_CLINICIANS))
def test_a_clinician_in_an_emergency_is_heard(text: str) -> None:
    assert alarm(text, Audience.CLINICIAN) is Alarm.EMERGENCY


@pytest.mark.parametrize("text", lines(POISONED_FOR_CLINICIANS))
def test_a_clinician_with_a_poisoned_patient_is_heard(text: str) -> None:
    assert alarm(text, Audience.CLINICIAN) is Alarm.POISONING


@pytest.mark.parametrize("text", lines(QUIET_FOR_CLINICIANS))
def test_a_clinician_asking_about_an_emergency_is_not_having_one(text: str) -> None:
    assert alarm(text, Audience.CLINICIAN) is None


@pytest.mark.parametrize(
    "text",
    [
        "he isn't breathing",
        "he isn’t breathing",
        "he isnt breathing",
        "HE ISN'T BREATHING!!",
        "he is not breathing",
        "he  is\nnot   breathing",
        "help... he is NOT breathing",
    ],
)
def test_spelling_and_quotes_do_not_matter(text: str) -> None:
    assert alarm(text, Audience.PATIENT) is Alarm.EMERGENCY


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("my wife is haemorrhaging", "my wife is hemorrhaging"),
        ("my infant has laboured breathing", "my infant has labored breathing"),
        ("my mum is having a stroke", "my mom is having a stroke"),
        ("I took 30 paracetamol", "I took 30 acetaminophen"),
        (
            "his arm is paralysed on one side, suddenly",
            "his arm is paralyzed on one side, suddenly",
        ),
        ("my neighbour collapsed", "my neighbor collapsed"),
    ],
)
def test_british_and_american_are_heard_alike(british: str, american: str) -> None:
    heard = alarm(british, Audience.PATIENT)
    assert heard is not None
    assert heard is alarm(american, Audience.PATIENT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I took 40 pills because I want to die", Alarm.SELF_HARM),
        ("my son drank bleach and is not breathing", Alarm.POISONING),
        ("my daughter overdosed, she wants to kill herself", Alarm.POISONING),
    ],
)
def test_the_alarm_with_the_more_fitting_lines_wins(text: str, expected: Alarm) -> None:
    assert alarm(text, Audience.PATIENT) is expected


def test_what_is_past_does_not_hide_what_is_now() -> None:
    past = "I had a heart attack last year."
    assert alarm(past, Audience.PATIENT) is None
    assert alarm(f"{past} Now I have chest pain and can't breathe", Audience.PATIENT)
    assert alarm("I had a stroke in 2010, my face is drooping", Audience.PATIENT)


def test_a_question_about_an_emergency_does_not_hide_one() -> None:
    asked = "What are the symptoms of a stroke?"
    assert alarm(asked, Audience.PATIENT) is None
    assert alarm(f"{asked} My father's face is drooping", Audience.PATIENT) is Alarm.EMERGENCY


def test_a_cry_at_the_end_of_a_long_message_is_heard() -> None:
    story = "It has been a long day and the weather is fine. " * 2_000
    assert alarm(f"{story}My father is not breathing!", Audience.PATIENT) is Alarm.EMERGENCY


@given(st.text(max_size=400), st.sampled_from(Audience))
def test_no_text_breaks_the_guard(text: str, audience: Audience) -> None:
    assert alarm(text, audience) in {None, *Alarm}


@given(st.integers(1, 40), st.sampled_from(["ﷺ", "no, ", "a", "chest pain ", "?", "😀", "1.", "\n"]))
def test_what_is_matched_is_bounded_whatever_the_length(times: int, unit: str) -> None:
    text = unit * (times * TEXT_MAX_CHARS // 4)
    assert sum(map(len, sentences(text))) <= 6 * TEXT_MAX_CHARS


@given(
    st.sampled_from(lines(SELF_HARM)),
    st.sampled_from(["hello. ", "I have gout. ", "", "please help me. ", "🙏 "]),
    st.sampled_from(["", "!", "...", " 😔", "\n"]),
)
def test_what_surrounds_a_cry_does_not_hide_it(cry: str, before: str, after: str) -> None:
    assert alarm(before + cry + after, Audience.PATIENT) is Alarm.SELF_HARM


@given(st.sampled_from(Alarm), st.text(max_size=5) | st.none())
def test_there_is_somewhere_to_call_in_every_country(kind: Alarm, country: str | None) -> None:
    found = route(kind, country)
    assert found.alarm is kind
    assert found.emergency


def test_without_a_country_the_number_is_the_local_one() -> None:
    assert route(Alarm.EMERGENCY, None).emergency == "your local emergency number"
    assert route(Alarm.SELF_HARM, "XX").emergency == "your local emergency number"


@pytest.mark.parametrize(
    ("country", "emergency"),
    [
        ("US", "911"),
        ("us", "911"),
        ("CA", "911"),
        ("GB", "999 or 112"),
        ("DE", "112"),
        ("EU", "112"),
        ("IN", "112"),
        ("AU", "000"),
        ("NZ", "111"),
        ("JP", "119"),
    ],
)
def test_each_country_has_its_number(country: str, emergency: str) -> None:
    assert route(Alarm.EMERGENCY, country).emergency == emergency


def test_a_crisis_in_the_us_goes_to_988_by_call_or_text() -> None:
    for kind in (Alarm.SELF_HARM, Alarm.SUICIDE_RISK):
        (line,) = route(kind, "US").lines
        assert (line.number, line.by_text) == ("988", True)


def test_a_poisoning_in_the_us_goes_to_poison_help() -> None:
    assert route(Alarm.POISONING, "US").lines == (HelpLine("Poison Help", "1-800-222-1222"),)


def test_an_emergency_is_one_number_alone() -> None:
    assert all(not route(Alarm.EMERGENCY, country).lines for country in ROUTES)
