/** Text that others have written, made fit for lines, files, shells and terminals. */
@NullMarked
package io.miniss.simulator.text;

import org.jspecify.annotations.NullMarked;
