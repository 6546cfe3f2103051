package io.miniss.runtime.internal;

import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.PinningPolicy;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.FailureHandler;
import io.miniss.runtime.task.Placement;

/** Everything the builder of a runtime has collected and checked. Times are in nanoseconds. */
public record RuntimeConfig(
    String name,
    int cores,
    int mailboxCapacity,
    int readyCapacity,
    int backlogCapacity,
    int batch,
    int spins,
    int yields,
    boolean parking,
    boolean stealing,
    Placement placement,
    long spawnLimitNanos,
    long drainLimitNanos,
    long cancelLimitNanos,
    long failureGraceNanos,
    long stallLimitNanos,
    boolean daemon,
    PinningPolicy pinning,
    FailureHandler failureHandler,
    Clock clock,
    Scheduler scheduler) {}
