/**
 * Keeps the verify page, and that page alone, for days without a network. Registered with scope /verify.
 *
 * What is kept belongs to one build: its name comes with the address of this script, a new build makes a new worker
 * with a cache of its own, and that one takes over only when no page of the old one is open any more. Look-ups are
 * never answered from here: without a network the page must say that it could not ask.
 */
const PAGE = "/verify";
const CACHE_PREFIX = "sealbook-verify-";
const CACHE = CACHE_PREFIX + (new URL(self.location.href).searchParams.get("v") ?? "");
const LANGUAGES = ["zh-CN", "en"];
/** A page of ours needs a few dozen. */
const FILES_MAX = 200;
/** A network that takes longer than this counts as none, for a page that is here already. */
const NETWORK_TIMEOUT_MS = 8_000;

/**
 * Scripts, style sheets and fonts of the build, as pages, scripts and style sheets write their addresses; not the beginning of a longer
 * ending, such as of the .jsonld files that a library names and nobody asks for.
 */
const BUILD_FILE = /(?:static\/(?:chunks|css|media)|\.\.\/media)\/[\w.~-]+\.(?:js|css|woff2)(?!\w)/g;
const ICON = /\/icon\.svg\?[\w.~-]+/g;

self.addEventListener("install", (event) => event.waitUntil(keepEverything()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOthers().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(openPage(request));
  else if (url.pathname.startsWith("/_next/static/") || url.pathname === "/icon.svg") {
    event.respondWith(openFile(request));
  }
});

/** All or nothing: a file that is missing fails the installation, and the worker before stays. */
async function keepEverything() {
  const cache = await caches.open(CACHE);
  const files = new Set();
  for (const language of LANGUAGES) {
    // Without cookies: the page as anybody gets it, in the language asked for.
    const response = await fetchWhole(PAGE, { headers: { "accept-language": language }, cache: "no-store" });
    for (const file of filesIn(await response.clone().text())) files.add(file);
    await cache.put(pageKey(language), response);
  }
  for (const file of files) {
    if (files.size > FILES_MAX) throw new Error(`The page refers to more than ${FILES_MAX} files.`);
    const response = await fetchWhole(file);
    // Scripts name those that they load later, style sheets their fonts: the loop goes on to what is added here.
    if (/\.(?:js|css)$/.test(file)) for (const more of filesIn(await response.clone().text())) files.add(more);
    await cache.put(file, response);
  }
}

function filesIn(text) {
  const built = [...text.matchAll(BUILD_FILE)].map(([path]) => `/_next/${path.replace(/^\.\./, "static")}`);
  return [...built, ...[...text.matchAll(ICON)].map(([path]) => path)];
}

async function fetchWhole(path, options = {}) {
  const response = await fetch(path, { ...options, credentials: "omit" });
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  return response;
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(CACHE_PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
}

/** The network's page while there is a network: only it can be newer than what is kept. */
async function openPage(request) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), NETWORK_TIMEOUT_MS));
  const asked = fetch(request);
  try {
    return await Promise.race([asked, late]);
  } catch {
    const cache = await caches.open(CACHE);
    return (await cache.match(pageKey(await chosenLanguage()), { ignoreVary: true })) ?? asked;
  }
}

async function openFile(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}

const pageKey = (language) => `${PAGE}?language=${language}`;

/** As the server chooses: the cookie, where the browser lets a worker see it, else what the browser prefers. */
async function chosenLanguage() {
  const cookie = await self.cookieStore?.get("locale").catch(() => null);
  const wishes = [cookie?.value, ...self.navigator.languages].filter(Boolean);
  const wish = wishes.find((language) => /^(?:zh|en)\b/i.test(language)) ?? "en";
  return /^zh/i.test(wish) ? "zh-CN" : "en";
}
