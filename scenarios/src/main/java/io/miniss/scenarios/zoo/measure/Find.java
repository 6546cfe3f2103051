package io.miniss.scenarios.zoo.measure;

import io.miniss.simulator.SimulationResult;
import java.util.Optional;

/**
 * What came of one campaign.
 *
 * @param runs how many runs it took, the failing one included
 * @param failed the first failing run, if one failed
 */
public record Find(long runs, Optional<SimulationResult> failed) {}
