package io.miniss.simulator.escape;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What the JDK serves by threads that it starts when they are first needed; each waits for them. */
enum Facility {
  SOCKET {
    @Override
    void use() throws Exception {
      try (ServerSocket server = server("x");
          Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
        require(socket.getInputStream().read() == 'x');
      }
    }
  },
  SOCKET_CHANNEL {
    @Override
    void use() throws Exception {
      try (ServerSocket server = server("x");
          SocketChannel channel =
              SocketChannel.open(
                  new InetSocketAddress(server.getInetAddress(), server.getLocalPort()))) {
        require(channel.read(ByteBuffer.allocate(1)) == 1);
      }
    }
  },
  HTTP_CLIENT {
    @Override
    void use() throws Exception {
      try (ServerSocket server = server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
          HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest request =
            HttpRequest.newBuilder(
                URI.create(
                    "http://"
                        + server.getInetAddress().getHostAddress()
                        + ":"
                        + server.getLocalPort()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        require(client.send(request, HttpResponse.BodyHandlers.ofString()).body().equals("x"));
      }
    }
  },
  DELAYED_EXECUTOR {
    @Override
    void use() {
      require(
          CompletableFuture.supplyAsync(
              () -> 1, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
              .join()
              == 1);
    }
  },
  TIMEOUT {
    @Override
    void use() {
      require(
          new CompletableFuture<Integer>().completeOnTimeout(1, 50, TimeUnit.MILLISECONDS).join()
              == 1);
    }
  },
  COMMON_POOL {
    @Override
    void use() {
      require(CompletableFuture.supplyAsync(() -> 1).join() == 1);
    }
  },
  PARALLEL_STREAM {
    @Override
    void use() {
      require(IntStream.range(0, 100_000).parallel().map(each -> each % 7).sum() == 299_995);
    }
  },
  PROCESS {
    @Override
    void use() throws Exception {
      Process process =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      require(process.onExit().join().exitValue() == 0);
    }
  },
  TIMER {
    @Override
    void use() throws Exception {
      CountDownLatch fired = new CountDownLatch(1);
      Timer timer = new Timer(true);
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              fired.countDown();
            }
          },
          20);
      fired.await();
      timer.cancel();
    }
  },
  CLEANER {
    @Override
    void use() throws Exception {
      CountDownLatch cleaned = new CountDownLatch(1);
      Cleaner.create().register(new Object(), cleaned::countDown).clean();
      cleaned.await();
    }
  },
  SLEEP {
    @Override
    @SuppressWarnings("ThreadSleep") // what is tried: the JDK starts its timer thread for it
    void use() throws Exception {
      Thread.sleep(1);
    }
  },
  MONITOR {
    @Override
    void use() throws Exception {
      Object monitor = new Object();
      CountDownLatch held = new CountDownLatch(1);
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                synchronized (monitor) {
                  held.countDown();
                  busyFor(50_000_000);
                }
              });
      held.await();
      synchronized (monitor) {
        require(Thread.holdsLock(monitor));
      }
    }
  },
  VIRTUAL_THREAD {
    @Override
    void use() throws Exception {
      Thread.ofVirtual().start(() -> busyFor(1_000_000)).join();
    }
  },
  VIRTUAL_THREAD_EXECUTOR {
    @Override
    void use() throws Exception {
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        require(executor.submit(() -> 1).get() == 1);
      }
    }
  };

  abstract void use() throws Exception;

  private static void require(boolean holds) {
    if (!holds) {
      throw new AssertionError("the facility answers wrongly");
    }
  }

  private static void busyFor(long nanos) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      Thread.onSpinWait();
    }
  }

  /** Answers each connection after a while, so that who reads has to wait. */
  private static ServerSocket server(String answer) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                while (!server.isClosed()) {
                  try (Socket socket = server.accept()) {
                    busyFor(100_000_000);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                  }
                }
              } catch (IOException e) {
                if (!server.isClosed()) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    return server;
  }
}
