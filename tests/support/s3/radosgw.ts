/** Ceph's gateway, a monitor and a storage daemon that keeps everything in memory, in a folder of their own, on loopback. */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { answers, freePorts, Program } from "./program.ts";
import type { S3Server } from "./server.ts";
import { MULTIARCH, unpacked } from "./unpacked.ts";

const PACKAGES = ["radosgw", "ceph-mon", "ceph-osd", "ceph-base", "ceph-common"];
/** Behind the gateway's port: the monitor, and those from which the storage daemon takes its own. */
const PORTS = 24;
const MEMORY_BYTES = 6 * 1024 ** 3;
const USER_ATTEMPTS_MAX = 5;

export interface Radosgw extends S3Server {
  /** As when the machine with the gateway goes down: what was stored stays. */
  killGateway(): Promise<void>;
  startGateway(): Promise<void>;
}

/** @returns undefined where its packages cannot be had, which is printed */
export async function startRadosgw(): Promise<Radosgw | undefined> {
  const root = unpacked("ceph", PACKAGES);
  if (root === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "sealbook-ceph-"));
  for (const name of ["mon", "osd", "run"]) mkdirSync(join(folder, name));
  const port = await freePorts(PORTS);
  const id = randomUUID();
  writeFileSync(join(folder, "ceph.conf"), configuration({ root, folder, port, id }));
  const libraries = join(root, "usr/lib", MULTIARCH);
  const env = {
    ...process.env,
    CEPH_CONF: join(folder, "ceph.conf"),
    LD_LIBRARY_PATH: [libraries, join(libraries, "ceph"), join(root, "lib", MULTIARCH)].join(":"),
  };
  const program = (name: string) => join(root, "usr/bin", name);
  const tool = (name: string, ...args: string[]) =>
    execFileSync(program(name), args, { env, stdio: ["ignore", "pipe", "pipe"], timeout: 60_000 });
  const daemon = (name: string, ...args: string[]) =>
    new Program(program(name), ["-c", join(folder, "ceph.conf"), "-f", ...args], env);

  tool("monmaptool", "--create", "--fsid", id, "--addv", "a", `[v2:127.0.0.1:${port + 1}]`, join(folder, "monmap"));
  const keyring = join(folder, "keyring");
  tool("ceph-authtool", "--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *");
  for (const name of ["client.admin", "client.rgw", "osd.0"]) {
    tool("ceph-authtool", keyring, "--gen-key", "-n", name, "--cap", "mon", "allow *", "--cap", "osd", "allow *");
  }
  tool("ceph-mon", "--mkfs", "-i", "a", "--monmap", join(folder, "monmap"), "--keyring", keyring);
  const monitor = daemon("ceph-mon", "-i", "a");
  monitor.start();
  await monitor.until(() => isOpen(port + 1));
  tool("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", randomUUID());
  const store = daemon("ceph-osd", "-i", "0");
  store.start();
  const [accessKeyId, secretAccessKey] = ["tester", randomUUID()];
  const user = ["user", "create", "--uid", "test", "--display-name", "test"];
  await untilDone(() =>
    tool("radosgw-admin", "-n", "client.rgw", ...user, "--access-key", accessKeyId, "--secret-key", secretAccessKey),
  );
  const gateway = daemon("radosgw", "-n", "client.rgw");
  const endpoint = `http://127.0.0.1:${port}`;
  const startGateway = async () => {
    gateway.start();
    await gateway.until(() => answers(endpoint));
  };
  await startGateway();
  return {
    ...{ endpoint, accessKeyId, secretAccessKey, startGateway },
    killGateway: () => gateway.stop("SIGKILL"),
    async stop() {
      for (const each of [gateway, store, monitor]) await each.stop("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Until the storage daemon is in, nothing can be made. */
async function untilDone(work: () => unknown): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      work();
      return;
    } catch (error) {
      if (attempt === USER_ATTEMPTS_MAX) throw error;
      await sleep(1_000);
    }
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

function configuration({ root, folder, port, id }: { root: string; folder: string; port: number; id: string }): string {
  const libraries = join(root, "usr/lib", MULTIARCH);
  const sections = {
    global: {
      fsid: id,
      "mon host": `v2:127.0.0.1:${port + 1}/0`,
      "public network": "127.0.0.0/8",
      keyring: join(folder, "keyring"),
      "run dir": join(folder, "run"),
      "admin socket": join(folder, "run", "$name.asok"),
      "log file": join(folder, "$name.log"),
      "pid file": "",
      "plugin dir": join(libraries, "ceph"),
      "erasure code dir": join(libraries, "ceph/erasure-code"),
      "osd class dir": join(libraries, "rados-classes"),
      "ms bind port min": port + 2,
      "ms bind port max": port + PORTS - 1,
      // One of each: there is nothing to spread over.
      "osd pool default size": 1,
      "osd pool default min size": 1,
      "osd pool default pg num": 4,
      "osd pool default pgp num": 4,
      "osd crush chooseleaf type": 0,
      "mon allow pool size one": true,
      "mon max pg per osd": 10_000,
      // Nobody to agree with.
      "paxos propose interval": 0.05,
      "paxos min wait": 0.01,
    },
    mon: {
      "mon data": join(folder, "mon"),
      "mon data avail crit": 1,
      "mon cluster log file": join(folder, "cluster.log"),
    },
    osd: {
      "osd data": join(folder, "osd"),
      "osd objectstore": "memstore",
      "memstore device bytes": MEMORY_BYTES,
      "osd op num shards": 2,
      "osd heartbeat interval": 1,
    },
    "client.rgw": {
      "rgw frontends": `beast endpoint=127.0.0.1:${port} tcp_nodelay=1`,
      "rgw data": join(folder, "run"),
      "rgw dns name": "localhost",
      // Keys of ours travel over loopback.
      "rgw crypt require ssl": false,
      "rgw thread pool size": 64,
      "rgw override bucket index max shards": 1,
    },
  };
  const lines = Object.entries(sections).flatMap(([section, settings]) => [
    `[${section}]`,
    ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`),
  ]);
  return `${lines.join("\n")}\n`;
}
