/** The command line {@code miniss}: one class for each command. */
@NullMarked
package io.miniss.scenarios.cli;

import org.jspecify.annotations.NullMarked;
