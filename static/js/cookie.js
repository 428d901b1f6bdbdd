// Cookies of the device, which hold nothing of a person: see handlers/device.go.

const AGE = 400 * 24 * 3600; // s, the longest that browsers keep one

/** The value of a cookie; empty if there is none. */
export function readCookie(name) {
  const found = document.cookie.split("; ").find((one) => one.startsWith(name + "="));
  return found ? found.slice(name.length + 1) : "";
}

/** Sets a cookie; an empty value takes it away. */
export function writeCookie(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = name + "=" + value + "; path=/; samesite=lax; max-age=" + (value ? AGE : 0) + secure;
}
