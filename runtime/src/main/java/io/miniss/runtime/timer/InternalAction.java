package io.miniss.runtime.timer;

/** The action of a timer of the runtime's own: it runs no user code and cannot block. */
public interface InternalAction extends Runnable {}
