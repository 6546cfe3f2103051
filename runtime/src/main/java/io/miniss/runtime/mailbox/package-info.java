/** How a core sends to the others without ever blocking. */
@NullMarked
package io.miniss.runtime.mailbox;

import org.jspecify.annotations.NullMarked;
