/** The storage port on the disk. */
import "#tests/support/environment.ts";
import { describe } from "node:test";
import { diskStorage } from "#lib/infra/storage/disk/disk-storage.ts";
import { holdsOf } from "#tests/support/storage-contract.ts";

describe("the disk", () => holdsOf(() => diskStorage));
