/** The implementation; not for users, and free to change. */
@NullMarked
package io.miniss.runtime.internal;

import org.jspecify.annotations.NullMarked;
