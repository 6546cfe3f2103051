package io.miniss.scenarios.examples;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Accounts spread over the cores, one branch a core, and transfers between them. Only its own core
 * touches an account, so there are no locks; money travels as a message. The queues are so small that
 * some messages are rejected: then the money comes back to where it left.
 */
public class Bank implements Scenario {
  private static final long OPENING_BALANCE = 100;

  @Override
  public String name() {
    return "bank";
  }

  @Override
  public String description() {
    return "accounts sharded over the cores, transfers by message: money is conserved";
  }

  @Override
  public void run(World world) {
    RandomGenerator random = world.random("workload");
    int accounts = world.drawSize("accounts", 1, 5);
    int tellers = world.drawSize("clients", 1, 3);
    int orders = world.drawSize("orders", 1, 5) * world.scale();
    int batch = world.drawSize("batch", 1, 5);
    Branch[] branches = new Branch[world.cores()];
    Arrays.setAll(branches, core -> new Branch(accounts));
    long total = (long) accounts * branches.length * OPENING_BALANCE;

    world.invariant("conserved", () -> requireTotal(branches, total));
    world.finalCheck(
        "arrived",
        () -> world.require(
            sum(branches, false) == total,
            "in the end no money is on its way: the accounts hold %d of %d"
                .formatted(sum(branches, false), total)));

    try (MultiCoreRuntime runtime =
        world.runtime().mailboxCapacity(2).backlogCapacity(random.nextInt(3)).start()) {
      List<World.Client> clients = new ArrayList<>();
      for (int i = 0; i < tellers; i++) {
        RandomGenerator orderBook = world.random("client " + i);
        clients.add(
            world.client(
                "client " + i, () -> order(runtime, branches, orders, batch, orderBook)));
      }
      clients.forEach(World.Client::join);
    }
    long transfers = 0;
    long refunds = 0;
    for (Branch branch : branches) {
      transfers += branch.transfers;
      refunds += branch.refunds;
    }
    world.metric("transfers", transfers);
    world.metric("refunds", refunds);
  }

  /** What a client does: sends batches of transfers to the branches they start from. */
  private void order(
      MultiCoreRuntime runtime, Branch[] branches, int orders, int batch, RandomGenerator random) {
    List<JoinHandle<?>> handles = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      int from = random.nextInt(branches.length);
      List<Transfer> transfers = new ArrayList<>();
      for (int j = 0; j < batch; j++) {
        transfers.add(
            new Transfer(
                from,
                random.nextInt(branches.length),
                random.nextInt(branches[from].balances.length),
                random.nextInt(branches[from].balances.length),
                1 + random.nextInt(60)));
      }
      handles.add(
          runtime.spawnOn(from, () -> transfers.forEach(each -> transfer(branches, each))));
    }
    handles.forEach(JoinHandle::join);
  }

  private record Transfer(int from, int to, int fromAccount, int toAccount, long amount) {}

  /** On the core of the branch that pays. */
  private void transfer(Branch[] branches, Transfer transfer) {
    Branch payer = branches[transfer.from];
    Branch payee = branches[transfer.to];
    long amount = transfer.amount;
    if (payer.balances[transfer.fromAccount] < amount) {
      return;
    }
    payer.balances[transfer.fromAccount] -= amount;
    depart(payer, amount);
    payer.transfers++;
    Core.current()
        .submit(
            transfer.to,
            () -> {
              payee.balances[transfer.toAccount] += amount;
              payee.arrived += amount;
              return true;
            })
        .onComplete(
            (done, rejected) -> {
              if (rejected != null) {
                takeBack(payer, transfer.fromAccount, amount);
              }
            });
  }

  /** Money leaves an account of {@code branch} and is on its way. */
  void depart(Branch branch, long amount) {
    branch.departed += amount;
  }

  /** The message with the money was not accepted. */
  void takeBack(Branch branch, int account, long amount) {
    branch.departed -= amount;
    branch.balances[account] += amount;
    branch.refunds++;
  }

  private static void requireTotal(Branch[] branches, long total) {
    long now = sum(branches, true);
    if (now != total) {
      throw new AssertionError(
          "money is neither made nor lost: accounts and money on its way hold %d, not %d"
              .formatted(now, total));
    }
  }

  private static long sum(Branch[] branches, boolean withMoneyOnItsWay) {
    long sum = 0;
    for (Branch branch : branches) {
      for (long balance : branch.balances) {
        sum += balance;
      }
      if (withMoneyOnItsWay) {
        sum += branch.departed - branch.arrived;
      }
    }
    return sum;
  }

  /** What one core keeps: touched by that core alone. */
  static final class Branch {
    private final long[] balances;
    private long departed;
    private long arrived;
    private long transfers;
    private long refunds;

    Branch(int accounts) {
      balances = new long[accounts];
      Arrays.fill(balances, OPENING_BALANCE);
    }
  }
}
