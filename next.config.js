import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import createNextIntlPlugin from "next-intl/plugin";

// Pages get their messages taken apart already: no browser loads the parser, nor spends its time on it. A path from here: Turbopack
// takes no other.
const FORMAT_ONLY = `./${relative(process.cwd(), fileURLToPath(import.meta.resolve("use-intl/format-message/format-only")))}`;
const parsedMessages = Object.fromEntries(
  ["en", "zh-CN"].map((locale) => [`#lib/i18n/generated/${locale}.json`, `./lib/i18n/generated/parsed/${locale}.json`]),
);

const withNextIntl = createNextIntlPlugin("./lib/i18n/request.ts");

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Loaded from node_modules as they are: native code, data files beside the code, or state that must exist once.
  serverExternalPackages: [
    "@digitalbazaar/data-integrity",
    "@digitalbazaar/eddsa-rdfc-2022-cryptosuite",
    "@digitalbazaar/vc",
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "@prisma/client",
    "bidi-js",
    "fontkit",
    "harfbuzzjs",
    "jsonld",
    "merkletreejs",
    "nodemailer",
    "pdf-lib",
    "pg",
    "qrcode",
    "rdf-canonize",
  ],
  // "npm run check" checks the types, of everything: the build shall not fail or wait for those of a test.
  typescript: { ignoreBuildErrors: true },
  // Writing the cache took half as long as the build; the start builds from nothing.
  experimental: { turbopackFileSystemCacheForBuild: false },
  agentRules: false,
  turbopack: {
    resolveAlias: {
      ...parsedMessages,
      "use-intl/format-message": FORMAT_ONLY,
      // The designer's library brings a program of 15 MB that draws other PDFs; we give it blank pages only.
      "@pdfme/converter": "./components/certificates/templates/designer/canvas/no-foreign-pages.ts",
    },
  },
  // Addresses that letters, alerts and bookmarks of earlier versions hold.
  async redirects() {
    const moved = [
      ["/console/institutions/:path*", "/operations/organisations/:path*"],
      ["/console/channels/:path*", "/operations/ledgers/:path*"],
      ["/console/:path*", "/operations/:path*"],
    ];
    return moved.map(([source, destination]) => ({ source, destination, permanent: true }));
  },
};

export default withNextIntl(config);
