"""`make chaos`: nothing lost, nothing twice, in order, while everything that can fail does.

People ask in many conversations of both platforms' fakes; events come twice, late and out of order; sends
fail; workers and receivers are killed with -9; Redis and PostgreSQL crash and come back; an approval is
withdrawn. `plan` says who asks what and `people` ask it; `calls` fail, a `crew` of processes is kept and hit,
as the `weather` has it; and `verdict` reads what everybody could see in the end.

The seed fixes the plan and when what happens; how processes run beside each other is nobody's to fix, so that
the same seed is the same weather and not the same run.
"""
