package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.fault.Fault;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells other listeners all that it is told. */
public abstract class ForwardingListener implements RunListener {
  /** Does {@code what} with each of the others. */
  protected abstract void tell(Consumer<? super RunListener> what);

  @Override
  public void begins() {
    tell(RunListener::begins);
  }

  @Override
  public void started(int thread, String name) {
    tell(told -> told.started(thread, name));
  }

  @Override
  public void chosen(int from, boolean waits, int to) {
    tell(told -> told.chosen(from, waits, to));
  }

  @Override
  public void announces(String verb) {
    tell(told -> told.announces(verb));
  }

  @Override
  public void step(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    tell(told -> told.step(step, thread, access, location, virtualNanos));
  }

  @Override
  public void tookEffect(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    tell(told -> told.tookEffect(step, thread, access, location, virtualNanos));
  }

  @Override
  public void compared(
      SharedLocation location,
      @Nullable Object expected,
      @Nullable Object newValue,
      boolean replaced) {
    tell(told -> told.compared(location, expected, newValue, replaced));
  }

  @Override
  public void woke(long step, int waker, int woken, long virtualNanos) {
    tell(told -> told.woke(step, waker, woken, virtualNanos));
  }

  @Override
  public void faulted(long step, int thread, Fault fault, long virtualNanos) {
    tell(told -> told.faulted(step, thread, fault, virtualNanos));
  }

  @Override
  public void marked(long step, int thread, Mark mark, Object subject, long virtualNanos) {
    tell(told -> told.marked(step, thread, mark, subject, virtualNanos));
  }

  @Override
  public void noted(int thread, String text, long virtualNanos) {
    tell(told -> told.noted(thread, text, virtualNanos));
  }

  @Override
  public void did(int thread, String text, long virtualNanos) {
    tell(told -> told.did(thread, text, virtualNanos));
  }

  @Override
  public void refused(SharedLocation location) {
    tell(told -> told.refused(location));
  }

  @Override
  public void waits(int thread) {
    tell(told -> told.waits(thread));
  }

  @Override
  public void ended() {
    tell(RunListener::ended);
  }
}
