/** What a configuration allows and is most likely a mistake: said at the start, which goes on. */
import { isIP } from "node:net";
import type { Env } from "#lib/env.ts";

export interface Warning {
  en: string;
  zh: string;
}

/** Names and addresses that nobody outside reaches: RFC 1918, RFC 4193, RFC 6761, RFC 6762. */
const INSIDE_NAMES = /^(localhost|[^.]+|.*\.(localhost|local|internal|intranet|lan|home\.arpa|test))$/i;
const INSIDE_ADDRESSES = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[?(::1|f[cd]|fe80:))/i;
const LOOPBACK = /^(127\.|::1$|localhost$)/;

export function configurationWarnings(given: Pick<Env, "PUBLIC_URL" | "HOST" | "PORT" | "TRUSTED_PROXIES">): Warning[] {
  const { PUBLIC_URL, HOST, PORT, TRUSTED_PROXIES } = given;
  const url = PUBLIC_URL === undefined ? undefined : new URL(PUBLIC_URL);
  const warnings: Warning[] = [];
  if (url?.protocol === "http:" && !isInside(url.hostname)) {
    warnings.push({
      en: `PUBLIC_URL is http on the public name ${url.hostname}: passwords, cookies and files cross the network unencrypted. Put a proxy with TLS in front and set PUBLIC_URL=https://${url.host}.`,
      zh: `PUBLIC_URL 在公开域名 ${url.hostname} 上使用 http：密码、Cookie 和文件将以明文传输。请在前面部署启用 TLS 的反向代理，并设置 PUBLIC_URL=https://${url.host}。`,
    });
  }
  if (url === undefined && !LOOPBACK.test(HOST)) {
    warnings.push({
      en: `HOST is ${HOST} and PUBLIC_URL is not set: links in letters and on receipts lead to localhost, which other machines do not reach, and so does the name of a ledger that is made now. Set PUBLIC_URL.`,
      zh: `HOST 为 ${HOST} 而未设置 PUBLIC_URL：邮件和凭证中的链接将指向其他机器无法访问的 localhost，现在新建的账本也以此命名。请设置 PUBLIC_URL。`,
    });
  }
  const isBehind = url !== undefined && (url.protocol === "https:" || Number(url.port || 80) !== PORT);
  if (isBehind && TRUSTED_PROXIES === 0) {
    warnings.push({
      en: `PUBLIC_URL is ${url.origin} while this process answers http on port ${PORT}, so a proxy is in front, and TRUSTED_PROXIES is 0: everybody counts as that proxy's address. Set TRUSTED_PROXIES=1 where it writes X-Forwarded-For (docs/handbook.md, "Behind a proxy").`,
      zh: `PUBLIC_URL 为 ${url.origin}，而本进程在端口 ${PORT} 上以 http 应答，说明前面有反向代理，但 TRUSTED_PROXIES 为 0：所有访问者都会被当作来自代理的地址。若代理写入 X-Forwarded-For，请设置 TRUSTED_PROXIES=1（见 docs/handbook.md 的 “Behind a proxy”）。`,
    });
  }
  return warnings;
}

function isInside(hostname: string): boolean {
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
  return isAddress ? INSIDE_ADDRESSES.test(hostname) : INSIDE_NAMES.test(hostname);
}
