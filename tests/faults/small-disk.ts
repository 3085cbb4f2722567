/** A file system of a few mebibytes in memory, where this user may mount one. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk {
  /** @param size as mount takes it, `64m` */
  resize(size: string): void;
  unmount(): void;
}

export function mountSmall(path: string, size: string): SmallDisk {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  mount("-t", "tmpfs", "-o", `size=${size},mode=0700`, "tmpfs", path);
  return {
    resize: (to) => mount("-o", `remount,size=${to}`, path),
    unmount: () => void execFileSync("umount", ["--lazy", path]),
  };
}

function mount(...args: string[]): void {
  execFileSync("mount", args, { stdio: ["ignore", "ignore", "pipe"] });
}

/** Why tests that need one are not run. */
export function mountsRefused(): string | false {
  const path = mkdtempSync(join(tmpdir(), "sealbook-mount-"));
  try {
    mountSmall(path, "1m").unmount();
    return false;
  } catch {
    return "SKIPPED: this user may not mount a small disk (root on Linux may)";
  } finally {
    rmdirSync(path);
  }
}
