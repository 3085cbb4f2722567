"""The main flows of the API with Python's standard library. SEALBOOK_URL and SEALBOOK_KEY say where and as whom, FILE what to record."""
import base64, hashlib, hmac, http.server, json, os, queue, threading, time, urllib.request

API = os.environ["SEALBOOK_URL"] + "/api/v1"
KEY = os.environ["SEALBOOK_KEY"]
PORT = int(os.environ.get("RECEIVER_PORT", "8787"))


def ask(path, method="GET", body=None, **headers):
    """Asks with the key; what is refused raises urllib.error.HTTPError, whose body is a problem with a stable code."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()} | {"Authorization": f"Bearer {KEY}"}
    with urllib.request.urlopen(urllib.request.Request(API + path, body, headers, method=method)) as answer:
        return answer.read()


def post(path, body, idempotency_key):
    sent = json.dumps(body).encode()
    return json.loads(ask(path, "POST", sent, Content_Type="application/json", Idempotency_Key=idempotency_key))


with open(os.environ["FILE"], "rb") as opened:
    file = opened.read()
sha256 = hashlib.sha256(file)
digest = sha256.hexdigest()

# [record] Record a digest: the file stays where it is
record = post("/evidence", {"sha256": digest, "name": "contract.pdf"}, f"digest-{digest}")
print("recorded", record["id"])

# [upload] Upload a file: it is hashed on arrival, and refused if it is not what was stated
stated = base64.b64encode(sha256.digest()).decode()
uploaded = json.loads(ask("/uploads?name=contract.pdf", "PUT", file, Content_Type="application/pdf",
                          Idempotency_Key=f"file-{digest}", Repr_Digest=f"sha-256=:{stated}:"))
print("uploaded", uploaded["id"])

# [wait] Wait for the anchor: the answer comes as soon as the record is in the ledger, or after 30 seconds
while json.loads(ask(f"/evidence/{record['id']}?wait=30"))["state"] != "anchored":
    pass
print("anchored", record["id"])

# [receipt] Get the receipt, which proves the record without us; format=pdf is for people
receipt = ask(f"/evidence/{record['id']}/receipt?format=json").decode()

# [verify] Verify a receipt against the file's digest; no key is needed
sent = json.dumps({"receipt": receipt, "sha256": digest}).encode()
with urllib.request.urlopen(urllib.request.Request(API + "/verify", sent, {"Content-Type": "application/json"})) as answer:
    print("verified", json.load(answer)["verdict"])

# [bulk] Record many digests in one request: a line in, a line out, in order
lines = [json.dumps({"sha256": hashlib.sha256(f"{digest}{n}".encode()).hexdigest(), "name": f"contract-{n}.pdf"}) for n in (1, 2, 3)]
answers = ask("/evidence/bulk", "POST", "\n".join(lines).encode(), Content_Type="application/x-ndjson", Idempotency_Key=f"bulk-{digest}")
for answer in map(json.loads, answers.decode().splitlines()):
    print("refused" if "problem" in answer else "line", answer["line"], answer.get("id") or answer["problem"]["code"])


# [webhook] Be told: make a webhook, and believe what its secret signed over the bytes as they came
def is_signed(secret, headers, body):
    message, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(timestamp)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.digest(key, f"{message}.{timestamp}.".encode() + body, "sha256")).decode()
    return any(hmac.compare_digest(given, f"v1,{expected}") for given in headers["webhook-signature"].split(" "))


told = queue.Queue()


class Receiver(http.server.BaseHTTPRequestHandler):
    secret = ""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        is_ours = is_signed(self.secret, self.headers, body)
        self.send_response(204 if is_ours else 401)
        self.end_headers()
        if is_ours:
            told.put(json.loads(body)["type"])

    def log_message(self, *_):
        pass


receiver = http.server.HTTPServer(("127.0.0.1", PORT), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{PORT}/hook"
webhook = post("/webhooks", {"url": url, "events": ["evidence.anchored"]}, f"hook-{digest}")
Receiver.secret = webhook["secret"]
post(f"/webhooks/{webhook['id']}/test", {}, f"test-{webhook['id']}")
print("told", told.get(timeout=60))
post(f"/webhooks/{webhook['id']}/remove", {}, f"remove-{webhook['id']}")
