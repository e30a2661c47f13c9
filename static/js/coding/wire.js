/* One operation over the network, and what its answer means for the queue; a form beside it. */
const PATIENCE = 8000;

/* -> {kind: "stored", state} | {kind: "later"} | {kind: "signedOut"} | {kind: "token"} | {kind: "refused", status, sentence, state} */
export async function send(operation, token) {
  const { operation_id, kind, code, start, end, crc, reason, seconds, after } = operation;
  let response;
  try {
    response = await fetch(operation.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ operation_id, kind, code, start, end, crc, reason, seconds, after }),
      credentials: "same-origin",
      redirect: "error",
      keepalive: true,
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return { kind: "later" };
  }
  return read(response);
}

async function read(response) {
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return { kind: "stored", state: answer };
  if (response.status === 401) return { kind: "signedOut" };
  // A page instead of JSON: the token is old (somebody signed in again), or something stands between us and the server.
  if (response.status === 403 && !answer) return { kind: "token" };
  if ([403, 404, 409, 422].includes(response.status) && answer) {
    return { kind: "refused", status: response.status, error: answer.error, sentence: answer.sentence, state: answer.state };
  }
  return { kind: "later" };
}

/* Who is signed in now, with a fresh token: {user, csrf}, {} when nobody is, or null when the server cannot be asked. */
export async function askSession(url) {
  try {
    const response = await fetch(url, {
      headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status === 401) return {};
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/* A form that is no operation -> whether it arrived. An answer from elsewhere (a page to sign in) says that it did not. */
export async function post(address, fields, token) {
  try {
    const response = await fetch(address, {
      method: "POST", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE), body: new URLSearchParams(fields),
      headers: { "X-CSRFToken": token },
    });
    const folder = (path) => new URL(path, location.href).pathname.split("/").slice(0, 3).join("/");
    return response.ok && folder(response.url) === folder(address);
  } catch {
    return false;
  }
}
