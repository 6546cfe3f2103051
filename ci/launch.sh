# Sourced by the launchers (miniss, ci/bench, ci/zoo-peer), not run: finds a JDK and builds a jar when it is stale.
# Works with bash 3.2. Problems go to stderr and end the caller with exit code 3: "did not start".

# The release that the sources are compiled for. A later JDK can run the jars, not build them.
readonly JDK_RELEASE=25

die() {
  printf 'miniss: %s\n' "$@" >&2
  exit 3
}

# jdk_major HOME: prints the feature release of a Java home; fails when HOME holds no java.
jdk_major() {
  local line
  [ -x "$1/bin/java" ] || return 1
  line=$(sed -n 's/^JAVA_VERSION="\(.*\)".*/\1/p' "$1/release" 2>/dev/null)
  [ -n "$line" ] || line=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  line=${line%%[!0-9]*}
  [ -n "$line" ] && printf '%s\n' "$line"
}

# path_java_home: prints the home of the java on the PATH.
path_java_home() {
  local java home
  java=$(command -v java) || return 1
  home=$(readlink -f "$java" 2>/dev/null) || home=$java
  home=${home%/bin/java}
  if [ ! -f "$home/release" ]; then # a shim, as of version managers and of macOS: it knows where it leads
    home=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  fi
  [ -n "$home" ] && printf '%s\n' "$home"
}

# java_homes: prints the Java homes of this machine, one a line, the user's own choices first.
java_homes() {
  local home
  [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
  path_java_home
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$JDK_RELEASE" 2>/dev/null
  fi
  for home in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/*/* \
    ~/.sdkman/candidates/java/* ~/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    ~/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ ! -x "$home/bin/java" ] || printf '%s\n' "$home"
  done
}

no_jdk() {
  die "no JDK $JDK_RELEASE was found ($1)." \
    "Install one, for example Temurin $JDK_RELEASE (https://adoptium.net, or 'sdk install java $JDK_RELEASE-tem')," \
    "or set MINISS_JAVA_HOME to the directory of one that is installed."
}

# find_jdk: sets JDK to a Java home that can run the jars, if possible one of JDK_RELEASE.
find_jdk() {
  local home major
  JDK=''
  if [ -n "${MINISS_JAVA_HOME:-}" ]; then
    major=$(jdk_major "$MINISS_JAVA_HOME") || die "MINISS_JAVA_HOME=$MINISS_JAVA_HOME holds no bin/java."
    [ "$major" -ge "$JDK_RELEASE" ] ||
      die "MINISS_JAVA_HOME=$MINISS_JAVA_HOME is Java $major; $JDK_RELEASE or later is needed."
    JDK=$MINISS_JAVA_HOME
    return
  fi
  while IFS= read -r home; do
    major=$(jdk_major "$home") || continue
    if [ "$major" -eq "$JDK_RELEASE" ]; then
      JDK=$home
      return
    elif [ "$major" -gt "$JDK_RELEASE" ] && [ -z "$JDK" ]; then
      JDK=$home
    fi
  done < <(java_homes)
  [ -n "$JDK" ] ||
    no_jdk "looked at MINISS_JAVA_HOME, JAVA_HOME, the java on the PATH and the usual places"
}

# stale JAR PATH...: true when the jar is missing or older than something in the paths. A file that
# was removed shows in the time of its directory.
stale() {
  local jar=$1
  shift
  [ ! -f "$jar" ] || [ -n "$(find "$@" -newer "$jar" -print 2>/dev/null | head -n 1)" ]
}

# build_progress: reads what Maven prints and prints where the build is: each module, and downloads now and then.
build_progress() {
  local line name files=0
  while IFS= read -r line; do
    case $line in
      *'Downloaded from '*)
        files=$((files + 1))
        if [ "$files" -eq 1 ]; then
          echo 'miniss: downloading what the build needs into the local Maven repository; this happens once'
        elif [ $((files % 100)) -eq 0 ]; then
          printf 'miniss: %s files downloaded\n' "$files"
        fi
        ;;
      '[INFO] Building '*' ['*/*']')
        line=${line#'[INFO] Building '} # NAME VERSION, spaces, [I/N]
        name=${line%%  *}
        line=${line##*[}
        printf 'miniss: building %s (%s)\n' "${name% *}" "${line%]}"
        ;;
    esac
  done
}

# build_errors LOG: prints what went wrong in a build: from the first error on, or the end where Maven did not start.
# Warnings of the compiler are errors, and come before the line that says so.
build_errors() {
  if grep -q '^\[ERROR\]' "$1"; then
    sed -n -E '/^\[ERROR\]|^\[WARNING\] COMPILATION WARNING/,$p' "$1"
  else
    tail -n 20 "$1"
  fi
}

# build_if_stale MODULE JAR PATH...: builds the module when its jar is stale, once if many ask.
build_if_stale() {
  local module=$1 jar=$2 started log
  shift 2
  stale "$jar" "$@" || return 0
  command -v mvn >/dev/null || die "$jar must be built, and that needs Maven 3.8.1 or later ('mvn' on the PATH)."
  [ "$(jdk_major "$JDK")" -eq "$JDK_RELEASE" ] && [ -x "$JDK/bin/javac" ] ||
    no_jdk "$jar must be built, and $JDK cannot: it is another release or has no compiler"
  (
    if command -v flock >/dev/null; then
      flock 9
      stale "$jar" "$@" || exit 0
    fi
    printf 'miniss: building %s\n' "$jar" >&2
    started=$(mktemp) && log=$(mktemp) || exit
    # Whoever runs the old jar keeps it: the new one is another file.
    rm -f "$jar"
    # For Maven's toolchain, which may not know the place where this JDK was found.
    export JAVA${JDK_RELEASE}_HOME="$JDK"
    command -v java >/dev/null || export JAVA_HOME="${JAVA_HOME:-$JDK}"
    set -o pipefail
    if mvn -B -Dmaven.test.skip=true -pl "$module" -am package 2>&1 </dev/null 9<&- | tee "$log" | build_progress >&2; then
      touch -r "$started" "$jar"
      rm -f "$started" "$log"
    else
      build_errors "$log" >&2
      rm -f "$started" "$log"
      exit 1
    fi
  ) 9<pom.xml || die "the build failed; what went wrong is above."
}
