/** The command line {@code miniss}: one class a command. */
@NullMarked
package io.miniss.scenarios.cli;

import org.jspecify.annotations.NullMarked;
