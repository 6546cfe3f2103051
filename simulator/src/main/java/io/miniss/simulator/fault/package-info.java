/** What can go wrong beneath a runtime, each within the runtime's written contract. */
@NullMarked
package io.miniss.simulator.fault;

import org.jspecify.annotations.NullMarked;
