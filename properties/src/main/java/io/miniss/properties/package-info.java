/**
 * jqwik support for properties over simulated runs: {@link io.miniss.properties.Interleavings}
 * generates seeds, strategies and core counts, {@link io.miniss.properties.Simulations} runs a
 * property's body under them and reports the failure, {@link io.miniss.properties.Workloads} generates
 * programs, {@link io.miniss.properties.RuntimeActions} chains of actions, {@link
 * io.miniss.properties.FaultPlans} what goes wrong, and {@link io.miniss.properties.WorkloadRun} runs one and keeps a journal of it.
 */
@NullMarked
package io.miniss.properties;

import org.jspecify.annotations.NullMarked;
