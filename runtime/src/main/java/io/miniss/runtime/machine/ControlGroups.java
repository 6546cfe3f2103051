package io.miniss.runtime.machine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Finds the CPU limit of this process in Linux control groups, version 1 and 2. Any thread may call
 * it.
 *
 * <p>{@code /proc/self/cgroup} names the process' group in each hierarchy, {@code
 * /proc/self/mountinfo} where that hierarchy is mounted. A group is limited by all its ancestors,
 * so the smallest limit holds. On a system that has both versions the CPU controller belongs to one
 * only, and where version 1 has it, version 2 has no {@code cpu.max}.
 */
final class ControlGroups {

  private static final Logger LOG = System.getLogger(ControlGroups.class.getName());

  private ControlGroups() {}

  static OptionalDouble cpuLimit(KernelFiles files) {
    double smallest = Double.POSITIVE_INFINITY;
    for (String line : files.lines("/proc/self/cgroup")) {
      String[] group = line.split(":", 3); // hierarchy, controllers, path
      if (group.length == 3) {
        boolean unified = group[0].equals("0") && group[1].isEmpty();
        if (unified || hasCpu(group[1])) {
          smallest = Math.min(smallest, limitOnTheWayUp(files, unified, group[2]));
        }
      }
    }
    return Double.isFinite(smallest) ? OptionalDouble.of(smallest) : OptionalDouble.empty();
  }

  private static double limitOnTheWayUp(KernelFiles files, boolean unified, String group) {
    double smallest = Double.POSITIVE_INFINITY;
    Mount mount = mountOf(files, unified).orElse(null);
    if (mount != null) {
      Path folder = mount.folderOf(group);
      while (folder != null && folder.startsWith(mount.point())) {
        smallest = Math.min(smallest, unified ? limit2(files, folder) : limit1(files, folder));
        folder = folder.getParent();
      }
    }
    return smallest;
  }

  private static Optional<Mount> mountOf(KernelFiles files, boolean unified) {
    for (String line : files.lines("/proc/self/mountinfo")) {
      // id parent device root point options [tags...] - type source super-options
      String[] halves = line.split(" - ", 2);
      String[] left = halves[0].split(" ", -1);
      String[] right = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
      if (left.length >= 5 && right.length >= 3) {
        boolean found =
            unified ? right[0].equals("cgroup2") : right[0].equals("cgroup") && hasCpu(right[2]);
        if (found) {
          return Optional.of(new Mount(Path.of(left[3]), Path.of(left[4])));
        }
      }
    }
    return Optional.empty();
  }

  /** Version 2: quota and period in one line, microseconds, {@code max} for no limit. */
  private static double limit2(KernelFiles files, Path folder) {
    Path file = folder.resolve("cpu.max");
    String[] fields = files.firstLine(file).orElse("max").strip().split(" ", -1);
    return fields[0].equals("max") || fields.length < 2
        ? Double.POSITIVE_INFINITY
        : ratio(file, fields[0], fields[1]);
  }

  /** Version 1: quota and period in two files, microseconds, a negative quota for no limit. */
  private static double limit1(KernelFiles files, Path folder) {
    Path file = folder.resolve("cpu.cfs_quota_us");
    return ratio(
        file,
        files.firstLine(file).orElse("-1"),
        files.firstLine(folder.resolve("cpu.cfs_period_us")).orElse("100000"));
  }

  private static double ratio(Path file, String quotaMicros, String periodMicros) {
    try {
      long quota = Long.parseLong(quotaMicros.strip());
      long period = Long.parseLong(periodMicros.strip());
      return quota > 0 && period > 0 ? (double) quota / period : Double.POSITIVE_INFINITY;
    } catch (NumberFormatException e) {
      LOG.log(Level.WARNING, () -> file + " has no number; taken as no CPU limit", e);
      return Double.POSITIVE_INFINITY;
    }
  }

  private static boolean hasCpu(String commaSeparated) {
    return List.of(commaSeparated.split(",", -1)).contains("cpu");
  }

  private record Mount(Path root, Path point) {

    /**
     * A mount shows the hierarchy from {@code root} down. A container may see the path of a group
     * that its mount does not show: then the mount's own top is its group.
     */
    Path folderOf(String group) {
      Path path = Path.of(group).normalize();
      return path.startsWith(root) && !group.contains("..")
          ? point.resolve(root.relativize(path)).normalize()
          : point;
    }
  }
}
