import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./lib/i18n/request.ts");

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Loaded from node_modules as they are: native code, data files beside the code, or state that must exist once.
  serverExternalPackages: [
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "@prisma/client",
    "fontkit",
    "merkletreejs",
    "nodemailer",
    "pdf-lib",
    "pg",
    "qrcode",
  ],
  // "npm run check" checks the types, of everything: the build shall not fail or wait for those of a test.
  typescript: { ignoreBuildErrors: true },
  // Writing the cache took half as long as the build; the start builds from nothing.
  experimental: { turbopackFileSystemCacheForBuild: false },
  agentRules: false,
};

export default withNextIntl(config);
