/**
 * Opens {@code java.lang} to the runtime where the JVM was started without the flag, by an agent that
 * a helper JVM attaches to this one, and from there other packages of the JDK. For simulations only.
 */
@NullMarked
package io.miniss.simulator.addopens;

import org.jspecify.annotations.NullMarked;
