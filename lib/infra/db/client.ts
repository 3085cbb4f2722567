/**
 * A connection that takes no commit for confirmed which PostgreSQL was made to stop waiting for. Where a standby has to confirm commits
 * (`synchronous_standby_names`), somebody may cancel the wait: the server then says so in a warning, and that the command was done.
 */
import pg from "pg";

type Callback = (error: Error | null, result?: pg.QueryResult) => void;

/** Of a commit that nobody but this server has for certain: whether it lasts is unknown. */
export class UnconfirmedError extends Error {
  /** As PostgreSQL has it: transaction resolution unknown. */
  readonly code = "08007";

  constructor() {
    super("The wait for the standby was cancelled: whether what was written lasts is unknown.");
    this.name = "UnconfirmedError";
  }
}

export class ConfirmedClient extends pg.Client {
  #isUnconfirmed = false;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // By the place that says it: the words are in the language of the server.
    this.on("notice", ({ routine }) => {
      if (routine === "SyncRepWaitForLSN") this.#isUnconfirmed = true;
    });
    const send = super.query.bind(this) as (...given: unknown[]) => unknown;
    this.query = ((...given: unknown[]) => {
      const callback = given.at(-1);
      if (typeof callback === "function")
        return send(...given.slice(0, -1), this.#confirming(callback as Callback, send));
      const sent = send(...given);
      return sent instanceof Promise ? sent.then((result) => this.#confirmed(result, send)) : sent;
    }) as typeof this.query;
  }

  #confirming(callback: Callback, send: (...given: unknown[]) => unknown): Callback {
    return (error, result) => {
      if (error || !this.#isUnconfirmed) return callback(error, result);
      this.#confirmed(result, send).then(() => callback(null, result), callback);
    };
  }

  /**
   * Looks whether the commit lasts all the same: the standby has what comes before what it confirms, so one commit more is asked for.
   * @throws {UnconfirmedError} when nobody waited for that one either
   */
  async #confirmed<Result>(result: Result, send: (...given: unknown[]) => unknown): Promise<Result> {
    if (!this.#isUnconfirmed) return result;
    this.#isUnconfirmed = false;
    await send("SELECT pg_logical_emit_message(true, 'sealbook', 'is what came before confirmed?')");
    if (!this.#isUnconfirmed) return result;
    this.#isUnconfirmed = false;
    throw new UnconfirmedError();
  }
}
