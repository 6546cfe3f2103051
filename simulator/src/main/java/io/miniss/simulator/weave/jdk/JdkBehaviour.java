package io.miniss.simulator.weave.jdk;

import io.miniss.simulator.weave.hook.HashCodes;
import io.miniss.simulator.weave.hook.JdkCalls;
import io.miniss.weave.boot.JdkHooks;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers the calls of the rewritten bodies. */
final class JdkBehaviour implements JdkHooks.Handler {
  /** From now on threads of simulations use simulated behaviour in the JDK's code. */
  static void install() {
    JdkCalls.prepare();
    JdkHooks.install(new JdkBehaviour());
  }

  @Override
  public boolean isSimulated() {
    return JdkCalls.isSimulated();
  }

  @Override
  public void beginOnce() {
    JdkCalls.beginOnce();
  }

  @Override
  public void endOnce() {
    JdkCalls.endOnce();
  }

  @Override
  public boolean isInOneThread() {
    return JdkCalls.isInOneThread();
  }

  @Override
  public long salt() {
    return JdkCalls.salt();
  }

  @Override
  public boolean park(boolean timed, long nanos) {
    return JdkCalls.park(timed, nanos);
  }

  @Override
  public boolean unpark(Thread thread) {
    return JdkCalls.unpark(thread);
  }

  @Override
  public void sleepNanos(long nanos) throws InterruptedException {
    JdkCalls.sleepNanos(nanos);
  }

  @Override
  public long nanoTime() {
    return JdkCalls.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return JdkCalls.currentTimeMillis();
  }

  @Override
  public void interrupt(Thread thread) {
    JdkCalls.interrupt(thread);
  }

  @Override
  public Thread newThread(
      @Nullable ThreadGroup group, @Nullable Runnable body, @Nullable String name, long stack) {
    return JdkCalls.newThread(group, body, name, stack);
  }

  @Override
  public void setDaemon(Thread thread, boolean daemon) {
    JdkCalls.setDaemon(thread, daemon);
  }

  @Override
  public Thread newVirtual(@Nullable String name, Runnable body) {
    return JdkCalls.newVirtual(name, body);
  }

  @Override
  public boolean start(Thread thread) {
    return JdkCalls.start(thread);
  }

  @Override
  public boolean startInFlock(
      Object container, Thread thread, Consumer<Thread> onStart, Consumer<Thread> onExit) {
    return JdkCalls.startInFlock(container, thread, onStart, onExit);
  }

  @Override
  public boolean join(Thread thread, long millis) throws InterruptedException {
    return JdkCalls.join(thread, millis);
  }

  @Override
  public int isAlive(Thread thread) {
    return JdkCalls.isAlive(thread);
  }

  @Override
  public Thread currentThread() {
    return JdkCalls.currentThread();
  }

  @Override
  public long threadId(Thread thread) {
    return JdkCalls.threadId(thread);
  }

  @Override
  public @Nullable String threadText(Thread thread) {
    return JdkCalls.threadText(thread);
  }

  @Override
  public long hashOfVirtual(Thread thread) {
    return JdkCalls.hashOfVirtual(thread);
  }

  @Override
  public int hashCode(Object key) {
    return JdkCalls.hashCode(key);
  }

  @Override
  public int identityHashCode(@Nullable Object key) {
    return JdkCalls.identityHashCode(key);
  }

  @Override
  public int hashOfClass(Class<?> type) {
    return HashCodes.ofClass(type);
  }

  @Override
  public int hashOfConstant(Enum<?> constant, int named) {
    return JdkCalls.hashOfConstant(constant, named);
  }

  @Override
  public void spin() {
    JdkCalls.spin();
  }

  @Override
  public void step() {
    JdkCalls.step();
  }

  @Override
  public void acquireTasks() {
    JdkCalls.acquireTasks();
  }

  @Override
  public void releaseTasks() {
    JdkCalls.releaseTasks();
  }

  @Override
  public void taskThrew(Object task, Throwable thrown) {
    JdkCalls.taskThrew(task, thrown);
  }

  @Override
  public void futureFails(@Nullable Object result, Throwable failure, boolean isThrown) {
    JdkCalls.futureFails(result, failure, isThrown);
  }

  @Override
  public void asksFailure(Throwable failure) {
    JdkCalls.asksFailure(failure);
  }

  @Override
  public void asksTask(Object task) {
    JdkCalls.asksTask(task);
  }

  @Override
  public ForkJoinPool commonPool() {
    return JdkCalls.commonPool();
  }

  @Override
  public Executor asyncPool(Executor original) {
    return JdkCalls.asyncPool();
  }

  @Override
  public void delay(long nanos, Runnable task) {
    JdkCalls.delay(nanos, task);
  }

  @Override
  public long seed(long original) {
    return JdkCalls.seed(original);
  }

  @Override
  public boolean initRandom() {
    return JdkCalls.initRandom();
  }

  @Override
  public @Nullable UUID uuid() {
    return JdkCalls.uuid();
  }

  @Override
  public boolean randomBytes(byte[] bytes) {
    return JdkCalls.randomBytes(bytes);
  }

  @Override
  public void enter(Object object) {
    JdkCalls.enter(object);
  }

  @Override
  public void exit(Object object) {
    JdkCalls.exit(object);
  }

  @Override
  public void await(Object object, long millis) throws InterruptedException {
    JdkCalls.await(object, millis);
  }

  @Override
  public void signal(Object object, boolean all) {
    JdkCalls.signal(object, all);
  }
}
