package io.miniss.runtime.machine;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of CPU numbers in ascending order, as the operating system counts them.
 *
 * <p>Any thread may use it. CPU numbers are 0 to {@value #MAX_CPU}, need not be contiguous, and may
 * pass 63. The text form is the kernel's list form, {@code 0-3,8}; the empty set is the empty text.
 */
public final class CpuSet {

  /**
   * The largest CPU number accepted: far above any kernel's limit, so that a typing error costs no
   * memory.
   */
  public static final int MAX_CPU = 65_535;

  private final int[] cpus; // ascending, without duplicates, never written after construction

  private CpuSet(int[] ascending) {
    this.cpus = ascending;
  }

  /**
   * The CPUs that this process may really use: those that its affinity mask ({@code taskset},
   * cpuset control group) allows and that are online.
   *
   * <p>On Linux the mask is that of the process' main thread and not of the caller, which may be
   * pinned already; elsewhere it is the caller's, as far as the affinity library knows it, and
   * failing that {@code 0} to {@code availableProcessors() - 1}. Never empty. It is read again at
   * each call, and nothing promises that the administrator does not change it afterwards. CPU time
   * limits are another matter: see {@link CpuQuota}.
   */
  public static CpuSet allowed() {
    return AllowedCpus.read();
  }

  /**
   * The set of these CPU numbers; order and duplicates do not matter.
   *
   * @throws IllegalArgumentException if a number is below 0 or above {@value #MAX_CPU}
   */
  public static CpuSet of(int... cpus) {
    return new CpuSet(IntStream.of(cpus).map(CpuSet::checked).sorted().distinct().toArray());
  }

  /**
   * The set whose members are the set bits of a mask, as the affinity library and the kernel have
   * it. The mask is copied.
   *
   * @throws IllegalArgumentException if a bit above {@value #MAX_CPU} is set
   */
  public static CpuSet of(BitSet mask) {
    return of(mask.stream().toArray());
  }

  /**
   * Reads the kernel's list form: numbers and ascending ranges, separated by commas, such as {@code
   * 0-3,8}. Blanks around an element are allowed; ranges may overlap; empty text is the empty set.
   *
   * @throws IllegalArgumentException if the text is anything else, naming the element at fault
   */
  public static CpuSet parse(String list) {
    BitSet mask = new BitSet();
    if (!list.isBlank()) {
      for (String element : list.split(",", -1)) {
        int dash = element.indexOf('-');
        int first = number(dash < 0 ? element : element.substring(0, dash), list, element);
        int last = dash < 0 ? first : number(element.substring(dash + 1), list, element);
        if (last < first) {
          throw malformed(list, element, null);
        }
        mask.set(first, last + 1);
      }
    }
    return of(mask);
  }

  /** How many CPUs the set has. */
  public int size() {
    return cpus.length;
  }

  /** Whether the set has no CPU. */
  public boolean isEmpty() {
    return cpus.length == 0;
  }

  /**
   * The {@code index}-th CPU of the set in ascending order, counted from 0.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not below {@link #size()}
   */
  public int get(int index) {
    return cpus[Objects.checkIndex(index, cpus.length)];
  }

  /** Whether the set has this CPU; false for a number that no CPU can have. */
  public boolean contains(int cpu) {
    return Arrays.binarySearch(cpus, cpu) >= 0;
  }

  /** The CPUs of this set that are not in the other. */
  public CpuSet minus(CpuSet other) {
    return new CpuSet(IntStream.of(cpus).filter(cpu -> !other.contains(cpu)).toArray());
  }

  /** The CPUs that are in both sets. */
  public CpuSet intersect(CpuSet other) {
    return new CpuSet(IntStream.of(cpus).filter(other::contains).toArray());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CpuSet that && Arrays.equals(cpus, that.cpus);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(cpus);
  }

  /** The kernel's list form, which {@link #parse} reads back: {@code 0-3,8}. */
  @Override
  public String toString() {
    StringJoiner list = new StringJoiner(",");
    int next;
    for (int from = 0; from < cpus.length; from = next) {
      next = from + 1;
      while (next < cpus.length && cpus[next] == cpus[next - 1] + 1) {
        next++;
      }
      list.add(next == from + 1 ? "" + cpus[from] : cpus[from] + "-" + cpus[next - 1]);
    }
    return list.toString();
  }

  private static int checked(int cpu) {
    if (cpu < 0 || cpu > MAX_CPU) {
      throw new IllegalArgumentException("a CPU number is 0 to " + MAX_CPU + ", not " + cpu);
    }
    return cpu;
  }

  private static int number(String text, String list, String element) {
    try {
      return checked(Integer.parseInt(text.strip()));
    } catch (NumberFormatException e) {
      throw malformed(list, element, e);
    }
  }

  private static IllegalArgumentException malformed(
      String list, String element, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        ("a CPU list is numbers and ascending ranges separated by commas, such as 0-3,8;"
            + " \"%s\" has \"%s\"")
            .formatted(list, element),
        cause);
  }
}
