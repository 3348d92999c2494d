import type { HostedRepository } from "./world.js";

/** `git@github.com:owner/name.git`, `https://github.com/owner/name` → `github.com/owner/name`; null for what is no remote host. */
export function originAddress(url: string | null, defaultBranch: string | null): HostedRepository | null {
  if (url === null || url.length > 1024) return null;
  const scheme = url.indexOf("://");
  const rest = scheme === -1 ? url.replace(":", "/") : url.slice(scheme + 3);
  if (scheme === -1 && !url.includes("@")) return null;
  const withoutUser = rest.slice(rest.indexOf("@") + 1);
  const address = withoutUser
    .replace(/\.git\/?$/, "")
    .replace(/\/+$/, "")
    .toLowerCase();
  return address.split("/").length < 3 ? null : { address, defaultBranch };
}
