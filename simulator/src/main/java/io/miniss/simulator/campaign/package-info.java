/** Many runs of one scenario: seeds, jobs, the audit, and the report of a failure. */
@NullMarked
package io.miniss.simulator.campaign;

import org.jspecify.annotations.NullMarked;
