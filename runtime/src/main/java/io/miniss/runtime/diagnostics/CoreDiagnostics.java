package io.miniss.runtime.diagnostics;

import io.miniss.runtime.machine.Pinning;
import java.util.List;

/**
 * What one core has done so far; each number was true at some moment since the call.
 *
 * @param core the core's number
 * @param pinning where its thread runs
 * @param tasksRun tasks it started
 * @param stolen of these, tasks it took from other cores
 * @param messages tasks that came through its mailboxes
 * @param parks how often its thread went to sleep
 * @param timersFired timers that came due on it
 * @param readyHighWater the most tasks that ever waited in its own ready queue
 * @param backlogHighWater the largest backlog it has had for a full queue of another core
 * @param blocked what of this core waits for something, fibers apart: tasks by their id and name
 */
public record CoreDiagnostics(
    int core,
    Pinning pinning,
    long tasksRun,
    long stolen,
    long messages,
    long parks,
    long timersFired,
    long readyHighWater,
    long backlogHighWater,
    List<String> blocked) {}
