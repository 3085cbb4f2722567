/**
 * A token of a hardware security module, by PKCS #11 2.40 (OASIS): one session a process, opened and logged in when it is first needed, and
 * again when the module forgot it. Calls are synchronous: one is over before the next begins, so that one session does for all.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { env } from "#lib/env.ts";
import { type Attribute, CK, type Handle, type Pkcs11 } from "./pkcs11.ts";

const FOLDER = join(process.cwd(), "bin/pkcs11");

/** The module cannot be asked. Says why, for whoever operates it. */
export class HsmAway extends Error {
  override name = "HsmAway";
}

export interface Session {
  readonly handle: Handle;
  readonly api: Pkcs11;
  /** Handles of objects by what they were looked up by: a module may be far away. */
  readonly objects: Map<string, Handle>;
}

/** Whether keys are kept in a module. */
export const hasHsm = (): boolean => env.PKCS11_MODULE !== undefined;

let api: Pkcs11 | undefined;
let session: Session | undefined;

/**
 * Does something in the session; one that the module has forgotten is opened anew, once.
 *
 * @throws {HsmAway} when the module or its token cannot be reached, or refuses
 */
export function inSession<T>(work: (open: Session) => T): T {
  const isOld = session !== undefined;
  try {
    session ??= open();
    return work(session);
  } catch (error) {
    if (error instanceof HsmAway) throw error;
    const code = codeOf(error) ?? 0;
    if (CK.forgotten.includes(code)) session = undefined;
    // After these nothing works any more in SoftHSM, not even once the token is there again.
    if (CK.broken.includes(code)) forgetAll();
    if (isOld && session === undefined) return inSession(work);
    throw new HsmAway(`The hardware security module refuses: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * What takes the module seconds, for which nobody else waits, in a session of its own.
 *
 * @throws {HsmAway}
 */
export async function inOwnSession<T>(work: (open: Omit<Session, "objects">) => Promise<T>): Promise<T> {
  // Logged in is the process, with its first session.
  const { api, handle } = inSession(({ api }) => ({
    api,
    handle: api.C_OpenSession(findSlot(api), CK.serialSession | CK.readWriteSession),
  }));
  try {
    return await work({ api, handle });
  } catch (error) {
    throw new HsmAway(`The hardware security module refuses: ${(error as Error).message}`, { cause: error });
  } finally {
    try {
      api.C_CloseSession(handle);
    } catch {
      // The module forgot it.
    }
  }
}

/**
 * Does something with the key of these attributes.
 *
 * @param key name: under which its handle is remembered
 * @throws {HsmAway} `missing`, when the token has none
 */
export function withKey<T>(
  key: { name: string; template: Attribute[]; missing: string },
  work: (open: Session, found: Handle) => T,
): T {
  const { name, template, missing } = key;
  const attempt = () =>
    inSession((open) => {
      const found = open.objects.get(name) ?? findObject(open, template);
      if (found) open.objects.set(name, found);
      return found && { result: work(open, found) };
    });
  let done = attempt();
  if (!done) {
    forgetAll();
    done = attempt();
  }
  if (!done) throw new HsmAway(missing);
  return done.result;
}

/** SoftHSM does not always see what another process made on the token since it was initialised, and then has to be initialised anew. */
export function forgetAll(): void {
  session = undefined;
  try {
    api?.C_Finalize();
  } catch {
    // Not initialised: so it is forgotten.
  }
}

/** The first object of these attributes. */
export function findObject(open: Session, template: Attribute[]): Handle | undefined {
  return findObjects(open, { template, countMax: 1 })[0];
}

export function findObjects(
  { api, handle }: Session,
  { template, countMax }: { template: Attribute[]; countMax: number },
): Handle[] {
  api.C_FindObjectsInit(handle, template);
  try {
    return api.C_FindObjects(handle, countMax);
  } finally {
    api.C_FindObjectsFinal(handle);
  }
}

/** Which token it is, and whether it can do what we ask: Ed25519 keys and signatures, AES key wrap. @throws {HsmAway} */
export function describeToken(): { label: string; serial: string; signs: boolean; wraps: boolean } {
  return inSession(({ api }) => {
    const slot = findSlot(api);
    const { label, serialNumber } = api.C_GetTokenInfo(slot);
    const known = api.C_GetMechanismList(slot);
    const can = (...needed: number[]) => needed.every((each) => known.includes(each));
    const { edwardsPair, eddsa, aes, aesWrap } = CK.mechanism;
    return {
      ...{ label: label.trim(), serial: serialNumber.trim() },
      ...{ signs: can(edwardsPair, eddsa), wraps: can(aes, aesWrap) },
    };
  });
}

export type { Attribute, Handle };

function open(): Session {
  api ??= load();
  initialise(api);
  const handle = api.C_OpenSession(findSlot(api), CK.serialSession | CK.readWriteSession);
  try {
    api.C_Login(handle, CK.user, env.PKCS11_PIN);
  } catch (error) {
    // Another copy of this file in the same process was first: who is logged in is a matter of the process.
    if (codeOf(error) !== CK.alreadyLoggedIn) {
      api.C_CloseSession(handle);
      throw error;
    }
  }
  return { api, handle, objects: new Map() };
}

function findSlot(of: Pkcs11): Handle {
  const slot = of.C_GetSlotList(true).find((each) => of.C_GetTokenInfo(each).label.trim() === env.PKCS11_TOKEN);
  if (!slot) throw new HsmAway(`The hardware security module has no token ${env.PKCS11_TOKEN}: check PKCS11_TOKEN.`);
  return slot;
}

function load(): Pkcs11 {
  const path = env.PKCS11_MODULE ?? "";
  if (!existsSync(join(FOLDER, "node_modules/pkcs11js/build/Release")))
    throw new HsmAway("PKCS11_MODULE is set, and what speaks to it is not installed: run npm run pkcs11.");
  // Not by `import`: it is compiled where it is needed, and no bundle takes it along.
  const require = process.getBuiltinModule("node:module").createRequire(join(FOLDER, "package.json"));
  const { PKCS11 } = require("pkcs11js") as { PKCS11: new () => Pkcs11 };
  const loaded = new PKCS11();
  try {
    loaded.load(path);
  } catch (error) {
    throw new HsmAway(`${path} is no PKCS #11 module that can be loaded: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return loaded;
}

/** Of the process: another copy of this file may have been first. */
function initialise(loaded: Pkcs11): void {
  try {
    loaded.C_Initialize({ flags: CK.osLocking });
  } catch (error) {
    if (codeOf(error) !== CK.alreadyInitialized) throw error;
  }
}

function codeOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === "number" ? code : undefined;
}
