/** OpenStack Swift with its S3 interface: a proxy, the three servers behind it, and the memcached that signing in needs; on loopback. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { answers, freePorts, Program } from "./program.ts";
import type { S3Server } from "./server.ts";
import { MULTIARCH, unpacked } from "./unpacked.ts";

const PACKAGES = ["python3-swift", "memcached"];
/** The one for which Debian builds its modules. */
const PYTHON = "/usr/bin/python3";
const SERVERS = ["account", "container", "object"];
const [USER, KEY] = ["test:tester", "testing"];
const script = (name: string) => join(import.meta.dirname, name);

/** @returns undefined where its packages cannot be had, which is printed */
export async function startSwift(): Promise<S3Server | undefined> {
  const root = unpacked("swift", PACKAGES);
  if (root === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "sealbook-swift-"));
  for (const name of ["devices/disk", "cache"]) mkdirSync(join(folder, name), { recursive: true });
  const port = await freePorts(SERVERS.length + 2);
  const cachePort = port + SERVERS.length + 1;
  const env = {
    ...process.env,
    PYTHONPATH: join(root, "usr/lib/python3/dist-packages"),
    PYTHONDONTWRITEBYTECODE: "1",
    LD_LIBRARY_PATH: [join(root, "usr/lib", MULTIARCH), join(root, "lib", MULTIARCH)].join(":"),
  };
  const own = { swift_dir: folder, bind_ip: "127.0.0.1", workers: 0, user: userInfo().username, log_level: "WARNING" };
  writeSettings(join(folder, "swift.conf"), {
    "swift-hash": { swift_hash_path_prefix: "test", swift_hash_path_suffix: "test" },
    "storage-policy:0": { name: "one", default: "yes" },
  });
  SERVERS.forEach((name, index) => {
    writeSettings(join(folder, `${name}.conf`), {
      DEFAULT: {
        ...own,
        ...{ bind_port: port + 1 + index, devices: join(folder, "devices"), mount_check: "false" },
        ...{ fallocate_reserve: 0, disable_fallocate: "true", recon_cache_path: join(folder, "cache") },
      },
      "pipeline:main": { pipeline: `healthcheck ${name}-server` },
      "filter:healthcheck": { use: "egg:swift#healthcheck" },
      [`app:${name}-server`]: { use: `egg:swift#${name}` },
    });
  });
  writeSettings(join(folder, "proxy.conf"), proxySettings({ own: { ...own, bind_port: port }, cachePort }));
  execFileSync(PYTHON, [script("swift_rings.py"), folder, String(port)], { env });
  const cache = new Program(join(root, "usr/bin/memcached"), memcachedArgs(cachePort), env);
  const servers = [...SERVERS, "proxy"].map(
    (name) => new Program(PYTHON, [script("swift_server.py"), folder, name], env),
  );
  for (const each of [cache, ...servers]) each.start();
  await Promise.all(
    servers.map((each, index) =>
      each.until(() => answers(`http://127.0.0.1:${port + ((index + 1) % servers.length)}/healthcheck`)),
    ),
  );
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accessKeyId: USER,
    secretAccessKey: KEY,
    async stop() {
      for (const each of [...servers.toReversed(), cache]) await each.stop("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const memcachedArgs = (port: number) => ["-l", "127.0.0.1", "-p", String(port), "-U", "0", "-u", userInfo().username];

type Settings = Record<string, Record<string, string | number>>;

function proxySettings({ own, cachePort }: { own: Settings[string]; cachePort: number }): Settings {
  const filters: Settings = {
    catch_errors: {},
    gatekeeper: {},
    healthcheck: {},
    cache: { use: "egg:swift#memcache", memcache_servers: `127.0.0.1:${cachePort}` },
    listing_formats: {},
    bulk: {},
    s3api: { location: "us-east-1", s3_acl: "false", max_upload_part_num: 10_000, min_segment_size: 5 * 1024 ** 2 },
    tempauth: { [`user_${USER.replace(":", "_")}`]: `${KEY} .admin` },
    copy: {},
    slo: {},
    dlo: {},
    versioned_writes: { allow_object_versioning: "true" },
    symlink: {},
  };
  const sections = Object.entries(filters).map(([name, settings]) => [
    `filter:${name}`,
    { use: `egg:swift#${name}`, ...settings },
  ]);
  return {
    DEFAULT: own,
    "pipeline:main": { pipeline: [...Object.keys(filters), "proxy-server"].join(" ") },
    ...Object.fromEntries(sections),
    "app:proxy-server": { use: "egg:swift#proxy", account_autocreate: "true" },
  };
}

function writeSettings(path: string, settings: Settings): void {
  const lines = Object.entries(settings).flatMap(([section, members]) => [
    `[${section}]`,
    ...Object.entries(members).map(([name, value]) => `${name} = ${value}`),
  ]);
  writeFileSync(path, `${lines.join("\n")}\n`);
}
