/** What scenarios with many rules have in common. */
@NullMarked
package io.miniss.scenarios.rules;

import org.jspecify.annotations.NullMarked;
