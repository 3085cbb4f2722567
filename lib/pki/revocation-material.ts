/** Lists and answers about certificates, each read once, and how much is looked at of what a stranger's document brings. */
import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { type RevocationList, readRevocationList } from "./crl.ts";
import { readStatusResponse, type StatusResponse } from "./ocsp.ts";
import { type SignatureVerdict, verifySignature } from "./signature.ts";

/** Of what a document brings: several times what makers embed, who have a list or an answer for each certificate. */
const ITEMS_MAX = 256;
/** As much as the longest list that is read. */
const BYTES_MAX: number = 16 * 1024 * 1024;
/** Signatures of issuers are costly, and over long lists costlier: each counts once, and once more for each of these steps. */
const SIGNATURES_MAX = 512;
const SIGNED_STEP_BYTES: number = 256 * 1024;

type Statement = RevocationList | StatusResponse;
type SignatureInput = Parameters<typeof verifySignature>[0];

/** What somebody brought himself is read and asked whole: however much a document has beside it, it cannot crowd that out. */
export class RevocationMaterial {
  readonly lists: RevocationList[] = [];
  readonly responses: StatusResponse[] = [];
  /** Something was not looked at: that nobody is revoked cannot be said any more. */
  isPartial = false;
  private readonly digests = new Set<string>();
  private readonly brought: ReadonlySet<Statement>;
  private readonly verdicts = new WeakMap<Uint8Array, Map<string, Promise<SignatureVerdict>>>();
  private itemsLeft = ITEMS_MAX;
  private bytesLeft = BYTES_MAX;
  private signaturesLeft = SIGNATURES_MAX;

  /** @param brought DER, by the reader; what is neither a list nor an answer is passed over, here and below */
  constructor(brought: Iterable<Uint8Array> = []) {
    for (const der of brought) if (this.isNew(der)) this.read(der);
    this.brought = new Set<Statement>([...this.lists, ...this.responses]);
  }

  /** DER that came along with a document. */
  addFound(ders: readonly Uint8Array[]): void {
    if (ders.length > ITEMS_MAX) this.isPartial = true;
    for (const der of ders.slice(0, ITEMS_MAX)) {
      // Makers embed one and the same list several times.
      if (!this.isNew(der)) continue;
      if (this.itemsLeft === 0 || der.length > this.bytesLeft) {
        this.isPartial = true;
        continue;
      }
      this.itemsLeft--;
      this.bytesLeft -= der.length;
      this.read(der);
    }
  }

  /** Verdict on a signature that a statement hangs on, its own or a delegate's; `unknown` where too many were looked at already. */
  async verify(statement: Statement, input: SignatureInput): Promise<SignatureVerdict> {
    const keys = this.verdicts.get(input.data) ?? new Map<string, Promise<SignatureVerdict>>();
    this.verdicts.set(input.data, keys);
    const key = toHex(input.publicKey);
    const known = keys.get(key);
    if (known) return await known;
    const cost = this.brought.has(statement) ? 0 : 1 + Math.floor(input.data.length / SIGNED_STEP_BYTES);
    if (cost > this.signaturesLeft) {
      this.isPartial = true;
      return "unknown";
    }
    this.signaturesLeft -= cost;
    const verdict = verifySignature(input);
    keys.set(key, verdict);
    return await verdict;
  }

  private isNew(der: Uint8Array): boolean {
    const before = this.digests.size;
    return this.digests.add(toHex(sha256(der))).size > before;
  }

  private read(der: Uint8Array): void {
    const list = readRevocationList(der);
    const response = list ? undefined : readStatusResponse(der);
    if (list) this.lists.push(list);
    if (response) this.responses.push(response);
  }
}
