package io.miniss.simulator.engine;

/**
 * What the threads and fibers of a run share.
 *
 * @param outcome whether the run is over
 * @param clock its steps and its virtual time
 * @param escapes what no seed controls
 * @param outside locks that threads outside the run hold
 * @param faults what goes wrong beneath the runtime
 * @param clocks what each thread's clock reads
 * @param threadStart how its virtual threads are started
 * @param link the run, for code that is woven
 */
record RunParts(
    RunOutcome outcome,
    RunClock clock,
    Escapes escapes,
    OutsideLocks outside,
    RunFaults faults,
    ThreadClock.Source clocks,
    ThreadStart threadStart,
    RunThread.Link link) {}
