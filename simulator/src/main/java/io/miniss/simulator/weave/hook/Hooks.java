package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.weave.race.History;
import io.miniss.simulator.weave.race.RaceDetector;
import io.miniss.simulator.weave.race.VectorClock;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Called by woven code before each access to a field or an element, and around each call of a shared object's
 * methods. Static methods with the place's number as their last parameter, so that a call is short. Outside a
 * simulation they do nothing.
 */
public final class Hooks {
  /** What is tried: to take a lock, to release it, to hold it in another mode. */
  public static final int LOCK = 0;

  public static final int UNLOCK = 1;
  public static final int CONVERT = 2;

  private Hooks() {}

  /** Before the field of {@code object} is read. */
  public static void getField(Object object, int place) {
    WovenThread me = WovenThread.current();
    if (me != null && object != null) {
      access(me, object, place, Access.READ);
    }
  }

  /** Before the field of {@code object} is written. */
  public static void putField(Object object, int place) {
    WovenThread me = WovenThread.current();
    if (me != null && object != null) {
      access(me, object, place, Access.WRITE);
    }
  }

  /** Before a static field is read. */
  public static void getStatic(int place) {
    WovenThread me = WovenThread.current();
    if (me != null) {
      access(me, WovenLocation.STATICS, place, Access.READ);
    }
  }

  /** Before a static field is written. */
  public static void putStatic(int place) {
    WovenThread me = WovenThread.current();
    if (me != null) {
      access(me, WovenLocation.STATICS, place, Access.WRITE);
    }
  }

  private static void access(WovenThread me, Object object, int place, Access access) {
    access(me, me.run.location(object, Places.get(place).field()), access, place);
  }

  /** Before {@code array[index]} is read or written. */
  public static void element(Object array, int index, int place) {
    WovenThread me = WovenThread.current();
    if (me != null && array != null) {
      WovenLocation location = me.run.location(array, WovenLocation.element(index));
      access(me, location, Places.get(place).access(), place);
    }
  }

  static void access(WovenThread me, WovenLocation location, Access access, int place) {
    if (me.quiet == 0 && !point(me, location, access)) {
      return;
    }
    if (me.run.races != null && me.initialising == 0) {
      if (location.isVolatile()) {
        if (access != Access.READ) {
          release(me, location);
        } else {
          acquire(me, location);
        }
      } else {
        check(me, location, access, place);
      }
    }
  }

  /** Passes a point; returns whether it counts. */
  static boolean point(WovenThread me, WovenLocation location, Access access) {
    return point(me, location, access, null);
  }

  /** The same for an access that traces call {@code verb}, as "start" of a thread; null for the verb of the access. */
  static boolean point(
      WovenThread me, WovenLocation location, Access access, @Nullable String verb) {
    RunThread thread = me.thread;
    if (!me.run.engine.counts()) {
      return false;
    }
    me.run.countPoint();
    me.spins.access(thread, location, access); // before: nobody may run between the point and the access
    if (verb != null && me.run.engine.isObserved()) {
      me.run.engine.announces(verb);
    }
    thread.point(access, location);
    return true;
  }

  // ---- calls ----

  /** Before a method of {@code object} is called, which threads share as a whole. */
  public static void call(Object receiver, int place) {
    call(receiver, WovenLocation.OBJECT, place, true);
  }

  /** Before a method of {@code receiver}, an atomic array, is called that accesses one element. */
  public static void callElement(Object receiver, int index, int place) {
    call(receiver, WovenLocation.element(index), place, true);
  }

  /** The same for a method that is no step of its own, as {@code hasNext} before {@code next}. */
  public static void look(Object receiver, int place) {
    call(receiver, WovenLocation.OBJECT, place, false);
  }

  /** Which of two places it is where something is looked up in {@code receiver}: one that reads, or one that changes. */
  public static int placeOfLookUp(Object receiver, int reads, int changes) {
    WovenThread me = WovenThread.current();
    return me != null && receiver != null && AccessOrder.isOf(me.run.wholeOf(receiver))
        ? changes
        : reads;
  }

  private static void call(Object receiver, int part, int place, boolean isStep) {
    WovenThread me = WovenThread.current();
    if (me == null || receiver == null) {
      return;
    }
    Object object = me.run.wholeOf(receiver);
    SharedObject kind = SharedObject.of(object);
    boolean isWoven = kind == SharedObject.WOVEN;
    if (isWoven) {
      kind = SharedObject.inheritedBy(object);
      if (!kind.isSynchronizer() && kind != SharedObject.PLAIN) {
        me.isDeep = me.run.isDeep && DeepObjects.isWoven(receiver);
        return; // its methods pass points themselves
      }
    }
    Place at = Places.get(place);
    WovenLocation location = me.run.location(object, part);
    boolean isDeep = me.run.isDeep && DeepObjects.isWoven(receiver); // then its points are inside
    me.hasWaited = false;
    if (isStep && !isDeep && me.quiet == 0 && !point(me, location, at.access())) {
      return;
    }
    if (me.run.races != null && me.initialising == 0) {
      if (kind.isSynchronizer() || at.synchronizes()) {
        me.callee = order(me, object, part, kind, at.access());
      } else if (kind == SharedObject.PLAIN && !isWoven) { // a woven class may synchronize in its own way
        check(me, location, at.access(), place);
      }
    }
    if (at.locks() < 0) {
      me.locks.remove(location);
      HeldLocks.released(me, object);
    }
    me.isDeep = isDeep; // last: what is done here is no part of the call
  }

  /** After that call, which may have waited for others. */
  public static void called(Object receiver, int place) {
    called(receiver, WovenLocation.OBJECT, place);
  }

  /** After one of {@link #callElement}. */
  public static void calledElement(Object receiver, int index, int place) {
    called(receiver, WovenLocation.element(index), place);
  }

  private static void called(Object receiver, int part, int place) {
    WovenThread me = WovenThread.current();
    if (me == null || receiver == null) {
      return;
    }
    if (me.hasWaited) {
      me.hasWaited = false;
      tellEndOfWait(me, me.run.wholeOf(receiver), Places.get(place));
    }
    Object object = me.run.wholeOf(receiver);
    Place at = Places.get(place);
    if (at.locks() > 0) {
      HeldLocks.taken(me, object);
    }
    if (me.run.races == null) {
      return;
    }
    SharedObject kind = SharedObject.of(object);
    if (kind == SharedObject.WOVEN) {
      kind = SharedObject.inheritedBy(object);
    }
    if (kind.isSynchronizer() || at.synchronizes()) {
      WovenLocation synchronizer = synchronizer(me, object, part, kind);
      me.callee = null;
      acquire(me, synchronizer);
      if (at.locks() > 0) {
        me.locks.add(me.run.location(object, WovenLocation.OBJECT));
      }
    }
  }

  /** That a thread has what it has waited for is no step, and yet what it does next depends on that. */
  private static void tellEndOfWait(WovenThread me, Object object, Place at) {
    if (!me.run.engine.isObserved() || me.thread.run().hasEnded()) {
      return;
    }
    WovenLocation location = me.run.location(object, WovenLocation.OBJECT);
    String name = location.describe();
    String what;
    if (at.locks() > 0) {
      what = "takes " + name;
    } else if (object instanceof Condition) {
      what = "takes the lock of " + name + " again";
    } else {
      Object value = location.currentValue();
      what =
          "has waited for " + name
              + (value == WovenLocation.NO_VALUE ? "" : ": " + value);
    }
    me.run.engine.did(what);
  }

  /** Before a method of {@code receiver}, which is not made for several threads, is called. No step. */
  public static void singleThreaded(Object receiver, int place) {
    WovenThread me = WovenThread.current();
    if (me != null && receiver != null && me.run.races != null && me.initialising == 0) {
      check(
          me, me.run.location(receiver, WovenLocation.OBJECT), Places.get(place).access(), place);
    }
  }

  /** An access to a synchronizer, which is returned, orders this thread behind those that accessed it before. */
  private static WovenLocation order(
      WovenThread me, Object object, int part, SharedObject kind, Access access) {
    WovenLocation synchronizer = synchronizer(me, object, part, kind);
    if (kind != SharedObject.ATOMIC || access != Access.READ) {
      release(me, synchronizer);
    }
    acquire(me, synchronizer);
    return synchronizer;
  }

  /** Before {@code argument} is given to a method of the JDK that reads or changes it. */
  public static void argument(Object argument, int place) {
    WovenThread me = WovenThread.current();
    if (me == null || argument == null) {
      return;
    }
    Object object = me.run.wholeOf(argument);
    SharedObject kind = SharedObject.of(object);
    if (kind != SharedObject.PLAIN && !kind.isSynchronizer()) {
      return;
    }
    Access access = Places.get(place).access();
    WovenLocation location = me.run.location(object, WovenLocation.OBJECT);
    if (me.quiet == 0 && !point(me, location, access)) {
      return;
    }
    if (me.run.races != null && me.initialising == 0) {
      if (kind == SharedObject.PLAIN) {
        check(me, location, access, place);
      } else {
        WovenLocation _ = order(me, object, WovenLocation.OBJECT, kind, access);
      }
    }
  }

  /** A call on {@code of} has returned {@code result}, which may be a view of it. */
  public static void view(Object result, Object of) {
    WovenThread me = WovenThread.current();
    if (me != null && result != null && SharedObject.isView(result)) {
      me.run.putView(result, of);
    }
  }

  /** What those who call {@code object}, and so access {@code part} of it, synchronise on. */
  private static WovenLocation synchronizer(
      WovenThread me, Object object, int part, SharedObject kind) {
    return switch (kind) {
      case TASK -> me.run.tasks();
      case LOCK -> me.run.location(LockKeys.of(object), WovenLocation.OBJECT);
      case OTHER -> me.run.libraries();
      default -> me.run.location(object, part);
    };
  }

  /** Before and after a static method of a library that is not woven is called. */
  public static void library() {
    WovenThread me = WovenThread.current();
    if (me != null && me.run.races != null) {
      release(me, me.run.libraries());
      acquire(me, me.run.libraries());
    }
  }

  /** After a fence of {@link java.lang.invoke.VarHandle}: all of them order the threads that call one. */
  public static void fence() {
    WovenThread me = WovenThread.current();
    if (me != null && me.run.races != null) {
      release(me, me.run.fences());
      acquire(me, me.run.fences());
    }
  }

  /**
   * At the begin of a method that the JDK or a library may have called. If a call of a synchronizer has led there, that may
   * have waited for others since it began, and gives out what they have put.
   *
   * @param isOfLibrary whether it may be called on a thread of a library's own
   * @return what {@link #leave} takes
   */
  public static @Nullable Object enter(boolean isOfLibrary) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      return null;
    }
    if (isOfLibrary && me.run.usesLibraries()) {
      acquire(me, me.run.libraries());
    }
    WovenLocation callee = me.callee;
    if (callee != null) {
      acquire(me, callee);
      me.callee = null; // what the method calls itself is not called by that
    }
    return callee;
  }

  /** At the end of such a method, also if it throws: what it has done is handed on as what its caller does. */
  public static void leave(@Nullable Object callee, boolean isOfLibrary) {
    WovenThread me = WovenThread.current();
    if (me == null || me.thread.run().hasEnded()) {
      return;
    }
    if (isOfLibrary && me.run.usesLibraries()) {
      release(me, me.run.libraries());
    }
    if (callee instanceof WovenLocation caller) {
      if (me.initialising == 0) {
        release(me, caller);
      }
      me.callee = caller;
    }
  }

  /** At the start of a handler that catches everything: the end of a run is not caught. */
  public static void caught(Throwable thrown) {
    if (thrown instanceof Error error && RunThread.isEndOfRun(thrown)) {
      throw error;
    }
    handled();
  }

  /** At the start of any handler: a call that has thrown is over. */
  public static void handled() {
    WovenThread me = WovenThread.known();
    if (me != null) {
      me.callee = null;
    }
  }

  /**
   * After an attempt to take {@code lock}, or what else {@code what} says, which has succeeded if {@code result} is not 0.
   */
  public static void tried(int result, Object lock, int what) {
    WovenThread me = WovenThread.current();
    if (me == null || result == 0) {
      return;
    }
    WovenLocation location = me.run.location(lock, WovenLocation.OBJECT);
    if (what != LOCK) {
      me.locks.remove(location);
    }
    if (what != UNLOCK) {
      me.locks.add(location);
    }
    switch (what) {
      case LOCK -> HeldLocks.taken(me, lock);
      case UNLOCK -> HeldLocks.released(me, lock);
      default -> HeldLocks.converted(me, lock);
    }
  }

  // ---- optimistic reads under a StampedLock ----

  /** After {@code tryOptimisticRead} of {@code lock}, which has returned {@code stamp}: never valid if that is 0. */
  public static void optimistic(long stamp, Object lock) {
    WovenThread me = WovenThread.current();
    if (me != null && me.run.races != null) {
      me.optimistic.begin(lock, stamp != 0, read -> count(me, read));
    }
  }

  /** After an attempt to convert a stamp of {@code lock}, which has returned {@code stamp}, or 0. */
  public static void converted(long stamp, Object lock) {
    validated(stamp != 0, lock);
  }

  /** After {@code validate} of {@code lock}. */
  public static void validated(boolean isValid, Object lock) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      return;
    }
    if (isValid) {
      me.optimistic.validate(lock, read -> count(me, read));
    } else {
      me.optimistic.discard(lock);
    }
  }

  /** Before another method of a StampedLock is called. */
  public static void notValidated() {
    WovenThread me = WovenThread.current();
    if (me != null) {
      endOptimistic(me);
    }
  }

  /** What {@code me} has read and not validated counts. */
  static void endOptimistic(WovenThread me) {
    me.optimistic.end(read -> count(me, read));
  }

  // ---- happens-before ----

  static void acquire(WovenThread me, WovenLocation location) {
    me.clock.join(location.released);
  }

  static void release(WovenThread me, WovenLocation location) {
    RaceDetector races = me.run.races;
    if (races != null) {
      location.released = released(me, races, location.released);
    }
  }

  /** What {@code before} knew, and what {@code me} has done until now. */
  static VectorClock released(WovenThread me, RaceDetector races, @Nullable VectorClock before) {
    acquireInterrupt(me);
    return races.release(before, me.clockNumber, me.clock);
  }

  /** What {@code me} has done until now is known to {@code other}. */
  static void passOn(WovenThread me, WovenThread other) {
    RaceDetector races = me.run.races;
    if (races != null) {
      acquireInterrupt(me);
      races.passOn(me.clock, me.clockNumber, other.clock);
    }
  }

  /**
   * What was done before an interrupt is known to the interrupted thread when it has detected that, which clears its status: by
   * {@link Thread#interrupted} or an {@link InterruptedException}, also inside the JDK.
   */
  static void acquireInterrupt(WovenThread me) {
    VectorClock interruption = me.interruption;
    if (interruption != null && !me.thread.thread().isInterrupted()) {
      me.clock.join(interruption);
      me.interruption = null;
    }
  }

  /** Judges an access to a plain variable. */
  static void check(WovenThread me, WovenLocation location, Access access, int place) {
    RaceDetector races = me.run.races;
    if (races == null) {
      return;
    }
    acquireInterrupt(me);
    boolean writes = access != Access.READ;
    AccessDetail detail = me.run.engine.isObserved() ? AccessDetail.of(me) : null;
    long step = me.run.engine.announcedStep();
    if (!writes && me.optimistic.isOpen()) {
      int time = races.now(me.clockNumber, me.clock);
      me.optimistic.add(new OptimisticReads.Read(location, place, time, step, detail));
    } else {
      judge(
          me, location, writes, place,
          races.access(
              history(location), me.clockNumber, me.clock, writes, place, step, detail));
    }
  }

  /** An optimistic read counts. */
  private static void count(WovenThread me, OptimisticReads.Read read) {
    RaceDetector races = me.run.races;
    if (races != null) {
      judge(
          me, read.location(), false, read.place(),
          races.readBefore(
              history(read.location()), me.clockNumber, me.clock, read.time(), read.place(),
              read.step(), read.detail()));
    }
  }

  private static History history(WovenLocation location) {
    History history = location.history;
    if (history == null) {
      history = new History();
      location.history = history;
    }
    return history;
  }

  private static void judge(
      WovenThread me, WovenLocation location, boolean writes, int place,
      RaceDetector.@Nullable Earlier earlier) {
    if (earlier == null) {
      return;
    }
    if (Places.get(place).isBenign() || Places.get(earlier.place()).isBenign()) {
      me.run.countBenignRace();
    } else {
      throw RaceReport.fail(me, location, writes, place, earlier);
    }
  }
}
