/** The list of logs as it is now: read again when its file changes, so that logs are added without a restart. */
import type { LogEvent } from "./event-log.ts";
import { type LogList, logsVersion, readLogs } from "./log-list.ts";

const CHECK_INTERVAL_MS = 500;

export class KnownLogs {
  readonly #folder: string;
  readonly #log: LogEvent;
  #logs: LogList = new Map();
  #version = "";
  #checkedAt = 0;
  #checking: Promise<void> | undefined;

  private constructor(folder: string, log: LogEvent) {
    this.#folder = folder;
    this.#log = log;
  }

  /** @throws {WitnessError} logs_malformed */
  static async open(folder: string, log: LogEvent): Promise<KnownLogs> {
    const known = new KnownLogs(folder, log);
    await known.#read();
    return known;
  }

  /** At most half a second old. A list that became unreadable does not replace the one before. */
  async current(): Promise<LogList> {
    if (performance.now() - this.#checkedAt >= CHECK_INTERVAL_MS) {
      this.#checking ??= this.#check().finally(() => {
        this.#checking = undefined;
      });
      await this.#checking;
    }
    return this.#logs;
  }

  async #check(): Promise<void> {
    try {
      if ((await logsVersion(this.#folder)) === this.#version) this.#checkedAt = performance.now();
      else await this.#read();
    } catch (error) {
      this.#checkedAt = performance.now();
      this.#log("error", "logs_unreadable", { message: error instanceof Error ? error.message : String(error) });
    }
  }

  async #read(): Promise<void> {
    // Asked first: a change in between is then seen the next time.
    const version = await logsVersion(this.#folder);
    this.#logs = await readLogs(this.#folder);
    this.#version = version;
    this.#checkedAt = performance.now();
    this.#log("info", "logs_read", { logs: this.#logs.size });
  }
}
