/** How many runs each strategy needs to find the bugs of the zoo. */
@NullMarked
package io.miniss.scenarios.zoo.measure;

import org.jspecify.annotations.NullMarked;
