/** What the start itself must know before the configuration can be read as a whole (lib/env.ts). */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as util from "node:util";
import { Failure } from "./failure.mjs";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const NODE_MAJOR_MIN = 20;
const PORT_MAX = 65535;
/** Mode bits by which the group or everybody may write. */
const OTHERS_WRITE = 0o022;

/**
 * @typedef {object} Settings
 * @property {string} host
 * @property {number} port
 * @property {string} dataDir absolute
 * @property {boolean} embedded whether PostgreSQL is ours to start
 * @property {string} address where people open it
 */

/** @throws {Failure} on a Node.js that is too old to run anything here */
export function assertNodeVersion() {
  if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR_MIN) return;
  throw new Failure(
    `Node.js ${process.versions.node} is too old: install Node.js ${NODE_MAJOR_MIN} or newer from https://nodejs.org.`,
    `Node.js ${process.versions.node} 版本过旧：请从 https://nodejs.org 安装 Node.js ${NODE_MAJOR_MIN} 或更新版本。`,
  );
}

/** Reads `.env` beside package.json; what is set already wins. */
export function loadEnvFile() {
  const path = join(ROOT, ".env");
  if (!existsSync(path)) return;
  if (!util.parseEnv) {
    throw new Failure(
      `Node.js ${process.versions.node} cannot read .env: install Node.js 20.12 or newer, or set the variables yourself.`,
      `Node.js ${process.versions.node} 无法读取 .env：请安装 Node.js 20.12 或更新版本，或自行设置环境变量。`,
    );
  }
  for (const [name, value] of Object.entries(util.parseEnv(readFileSync(path, "utf8")))) process.env[name] ??= value;
}

/**
 * @returns {Settings}
 * @throws {Failure}
 */
export function readSettings() {
  const port = process.env.PORT ? Number(process.env.PORT) : 3000;
  if (!Number.isInteger(port) || port < 1 || port > PORT_MAX) {
    throw new Failure(
      `PORT is "${process.env.PORT}": set it to a number from 1 to ${PORT_MAX}.`,
      `PORT 的值为“${process.env.PORT}”：请设为 1 到 ${PORT_MAX} 之间的数字。`,
    );
  }
  return {
    host: process.env.HOST || "127.0.0.1",
    port,
    dataDir: resolve(ROOT, process.env.DATA_DIR || ".data"),
    embedded: !process.env.DATABASE_URL,
    address: (process.env.PUBLIC_URL || `http://localhost:${port}`).replace(/\/+$/, ""),
  };
}

/**
 * Makes the folder if need be and writes in it.
 *
 * @param {string} folder
 * @returns {string} its real path
 * @throws {Failure}
 */
export function assertWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const probe = join(folder, `.writable-${randomBytes(8).toString("hex")}`);
    writeFileSync(probe, "", { flag: "wx" });
    rmSync(probe);
    return realpathSync(folder);
  } catch (error) {
    throw new Failure(
      `The folder ${folder} cannot be written (${error.code}): make it writable for this user, or set DATA_DIR to another.`,
      `无法写入文件夹 ${folder}（${error.code}）：请让当前用户可写，或将 DATA_DIR 设为其他文件夹。`,
    );
  }
}

/**
 * The folder holds the secret of the installation: whoever may write in it, or whose it is, could put files of their
 * own in its place. Root can do that anywhere, so a folder of root's is as good as our own.
 *
 * @param {string} folder
 * @throws {Failure}
 */
export function assertPrivate(folder) {
  const { uid, mode } = statSync(folder);
  if (uid !== process.getuid() && uid !== 0) {
    throw new Failure(
      `The folder ${folder} belongs to another user (uid ${uid}): give it to this user with chown, or set DATA_DIR to another.`,
      `文件夹 ${folder} 属于其他用户（uid ${uid}）：请用 chown 将其改为当前用户所有，或将 DATA_DIR 设为其他文件夹。`,
    );
  }
  if ((mode & OTHERS_WRITE) === 0) return;
  throw new Failure(
    `Other users can write in the folder ${folder}: run chmod go-w ${folder}, or set DATA_DIR to another.`,
    `其他用户可以写入文件夹 ${folder}：请运行 chmod go-w ${folder}，或将 DATA_DIR 设为其他文件夹。`,
  );
}

/**
 * @param {Settings} settings
 * @throws {Failure} when the web process could not listen there
 */
export async function assertPortFree({ host, port }) {
  const code = await new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(error.code));
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
  if (code === undefined) return;
  if (code === "EADDRINUSE") {
    throw new Failure(
      `Port ${port} is taken by another program: stop that program, or set PORT to a free port.`,
      `端口 ${port} 已被其他程序占用：请停止该程序，或将 PORT 设为空闲端口。`,
    );
  }
  if (code === "EACCES") {
    throw new Failure(
      `This user may not listen on port ${port}: set PORT to 1024 or above.`,
      `当前用户无权监听端口 ${port}：请将 PORT 设为 1024 或以上。`,
    );
  }
  throw new Failure(
    `Nothing can listen on HOST ${host} here (${code}): set HOST to an address of this machine, such as 127.0.0.1.`,
    `无法在 HOST ${host} 上监听（${code}）：请将 HOST 设为本机地址，例如 127.0.0.1。`,
  );
}
