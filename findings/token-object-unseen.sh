#!/usr/bin/env bash
# A process that makes an object on a SoftHSM token itself no longer sees the object that another process had made there just before.
#
# With:  Debian's softhsm2 2.6.1-2.1 (needs softhsm2, g++ and make), pkcs11js 2.1.7. Run on 2026-11-30.
# Does:  one process logs in and keeps its session; another makes an AES key `theirs` on the same token and ends; the first makes a key `ours`
#        and looks for both by label, in the same session, in a new one, and after C_Finalize and C_Initialize.
# Seen:  `theirs` is not found until the library is initialised anew, though it was there before `ours`. Where the first process makes nothing
#        between, it is found at once.
# So:    "no such key" of a long-running process is not the token's last word: initialise anew and look again.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"
export LC_ALL=C SOFTHSM2_CONF="$folder/softhsm2.conf"

[ -e /usr/lib/softhsm/libsofthsm2.so ] || { echo "Needs Debian's softhsm2." >&2; exit 2; }
softhsm2-util --version
mkdir tokens
printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$folder" > softhsm2.conf
softhsm2-util --init-token --free --label trial --so-pin 12345678 --pin 12345678 > /dev/null
npm init -y > /dev/null
npm install --no-audit --no-fund --ignore-scripts pkcs11js@2.1.7 > /dev/null 2>&1
root="$(dirname "$(dirname "$(node -p process.execPath)")")"
headers=()
[ ! -e "$root/include/node/node_api.h" ] || headers=("--nodedir=$root")
npm rebuild "${headers[@]}" > /dev/null 2>&1

cat > try.cjs <<'JS'
const { execFileSync } = require("node:child_process");
const { PKCS11, ...names } = require("pkcs11js");
const library = new PKCS11();
library.load("/usr/lib/softhsm/libsofthsm2.so");
let session;
function begin() {
  library.C_Initialize({ flags: 2 });
  session = again();
  library.C_Login(session, names.CKU_USER, "12345678");
}
function again() {
  const slot = library.C_GetSlotList(true).find((each) => library.C_GetTokenInfo(each).label.trim() === "trial");
  return library.C_OpenSession(slot, names.CKF_SERIAL_SESSION | names.CKF_RW_SESSION);
}
function make(label) {
  library.C_GenerateKey(session, { mechanism: names.CKM_AES_KEY_GEN }, [
    { type: names.CKA_TOKEN, value: true },
    { type: names.CKA_VALUE_LEN, value: 32 },
    { type: names.CKA_LABEL, value: Buffer.from(label) },
  ]);
}
function count(label, within = session) {
  library.C_FindObjectsInit(within, [{ type: names.CKA_LABEL, value: Buffer.from(label) }]);
  const found = library.C_FindObjects(within, 10).length;
  library.C_FindObjectsFinal(within);
  return found;
}
const [, , label] = process.argv;
begin();
if (label) {
  make(label);
  process.exit();
}
count("theirs");
const other = (name) => execFileSync(process.execPath, [__filename, name]);
other("earlier");
console.log("earlier, nothing made between:", count("earlier"));
other("theirs");
make("ours");
console.log("theirs, after ours was made:", count("theirs"), "ours:", count("ours"));
console.log("theirs, in a new session:", count("theirs", again()));
library.C_Finalize();
begin();
console.log("theirs, initialised anew:", count("theirs"));
JS
node try.cjs | tee found

cat > expected <<'TEXT'
earlier, nothing made between: 1
theirs, after ours was made: 0 ours: 1
theirs, in a new session: 0
theirs, initialised anew: 1
TEXT
diff -u expected found || { echo "The behaviour changed." >&2; exit 1; }
