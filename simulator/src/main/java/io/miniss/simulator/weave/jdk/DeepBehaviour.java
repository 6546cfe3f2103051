package io.miniss.simulator.weave.jdk;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.weave.hook.DeepCalls;
import io.miniss.weave.boot.DeepHooks;
import java.lang.invoke.VarHandle;

/** Answers the calls of the bodies that are woven inside {@code java.util.concurrent}. */
final class DeepBehaviour implements DeepHooks.Handler {
  private static final Access[] ACCESSES = {Access.READ, Access.WRITE, Access.UPDATE};

  /** From now on runs that ask for it pass points inside {@code java.util.concurrent}. */
  static void install() {
    DeepCalls.prepare();
    DeepHooks.install(new DeepBehaviour());
  }

  @Override
  public int mode() {
    return DeepCalls.mode();
  }

  @Override
  public void restore(int mode) {
    DeepCalls.restore(mode);
  }

  @Override
  public void leave() {
    DeepCalls.leave();
  }

  @Override
  public void field(Object object, String key, int access) {
    DeepCalls.field(object, key, ACCESSES[access]);
  }

  @Override
  public void element(Object array, int index, int access) {
    DeepCalls.element(array, index, ACCESSES[access]);
  }

  @Override
  public void unsafe(Object object, long offset, int access) {
    DeepCalls.unsafe(object, offset, ACCESSES[access]);
  }

  @Override
  public void handle(VarHandle handle, Object target, int index, int access) {
    DeepCalls.handle(handle, target, index, ACCESSES[access]);
  }

  @Override
  public void whole(Object object, int access) {
    DeepCalls.whole(object, ACCESSES[access]);
  }

  @Override
  public void unpark(Thread thread) {
    DeepCalls.unpark(thread);
  }

  @Override
  public void enter(Object object) {
    DeepCalls.enter(object);
  }

  @Override
  public void exit(Object object) {
    DeepCalls.exit(object);
  }

  @Override
  public void caught(Throwable thrown) {
    DeepCalls.caught(thrown);
  }
}
