package io.miniss.runtime.spi;

import io.miniss.runtime.machine.PinningPolicy;

/**
 * What a scheduler needs to start the thread of one core.
 *
 * @param threadName the thread's name
 * @param core the core's number, from 0
 * @param cores how many cores the runtime has
 * @param pinning which CPU the thread should be bound to
 */
public record CoreThreadSpec(String threadName, int core, int cores, PinningPolicy pinning) {}
