"""Groups, signatures, hashes and transcripts: docs/protocol.md 1 and 6.2, RFC 8032 and RFC 9496.

Written from these documents alone with the standard library alone. Nothing runs in constant time.
"""
import base64
import hashlib
import secrets
import struct


class Failure(Exception):
    """What was checked is not what it should be."""


def require(condition, reason):
    if not condition:
        raise Failure(reason)


# edwards25519, points in extended coordinates (X, Y, Z, T).

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
IDENTITY = (0, 1, 1, 0)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def negate(p):
    return -p[0] % P, p[1], p[2], -p[3] % P


def mul(scalar, point):
    result = IDENTITY
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def total(points):
    result = IDENTITY
    for point in points:
        result = add(result, point)
    return result


def ed_decode(data):
    """The point, or None where the 32 bytes are not its canonical encoding."""
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if x * x % P != x2:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != x2 or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def ed_encode(point):
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = ed_decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_small_order(point):
    return ed_encode(mul(8, point)) == ed_encode(IDENTITY)


# Ed25519. Rules 1 to 4 of section 1.2.


def ed25519_key(key):
    """The point of a key that may stand in a config, or None: canonical, of prime order."""
    point = ed_decode(key) if len(key) == 32 else None
    if point is None or is_small_order(point) or ed_encode(mul(L, point)) != ed_encode(IDENTITY):
        return None
    return point


def ed25519_verify(key, message, signature):
    if len(signature) != 64 or len(key) != 32:
        return False
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    a, r_point = ed_decode(key), ed_decode(r)
    if s >= L or r_point is None or is_small_order(r_point) or a is None or is_small_order(a):
        return False
    h = reduce(hashlib.sha512(r + key + message).digest())
    return ed_encode(add(mul(s, BASE), negate(mul(h, a)))) == r


def ed25519_sign(seed, message):
    digest = hashlib.sha512(seed).digest()
    a = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    key = ed_encode(mul(a, BASE))
    r = reduce(hashlib.sha512(digest[32:] + message).digest())
    encoded = ed_encode(mul(r, BASE))
    h = reduce(hashlib.sha512(encoded + key + message).digest())
    return encoded + scalar_bytes((r + h * a) % L)


def ed25519_public(seed):
    a = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little") & (1 << 254) - 8 | 1 << 254
    return ed_encode(mul(a, BASE))


# ristretto255. Names are those of RFC 9496, 4.

SQRT_M1 = pow(2, (P - 1) // 4, P)
SQRT_AD_MINUS_ONE = 25063068953384623474111414158702152701244531502492656460079210482610430750235
INVSQRT_A_MINUS_D = 54469307008909316920995813868745141605393597292927456921205312896311721017578
ONE_MINUS_D_SQ = (1 - D * D) % P
D_MINUS_ONE_SQ = (D - 1) ** 2 % P
G = BASE


def magnitude(x):
    return P - x if x & 1 else x


def sqrt_ratio_m1(u, v):
    r = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    check = v * r * r % P
    correct, flipped = check == u % P, check == -u % P
    if flipped or check == -u * SQRT_M1 % P:
        r = r * SQRT_M1 % P
    return correct or flipped, magnitude(r)


def decode(data):
    """The point of 32 bytes, or None: 4.3.1."""
    s = int.from_bytes(data, "little")
    if len(data) != 32 or s >= P or s & 1:
        return None
    ss = s * s % P
    u1, u2 = (1 - ss) % P, (1 + ss) % P
    v = (-D * u1 * u1 - u2 * u2) % P
    was_square, invsqrt = sqrt_ratio_m1(1, v * u2 * u2 % P)
    den_x = invsqrt * u2 % P
    x, y = magnitude(2 * s * den_x % P), u1 * invsqrt * den_x * v % P
    t = x * y % P
    return (x, y, 1, t) if was_square and not t & 1 and y else None


def encode(point):
    """4.3.2. Two points are the same element if their encodings are equal."""
    x0, y0, z0, t0 = point
    u1, u2 = (z0 + y0) * (z0 - y0) % P, x0 * y0 % P
    _, invsqrt = sqrt_ratio_m1(1, u1 * u2 * u2 % P)
    den1, den2 = invsqrt * u1 % P, invsqrt * u2 % P
    z_inv = den1 * den2 * t0 % P
    if t0 * z_inv % P & 1:
        x, y, den = y0 * SQRT_M1 % P, x0 * SQRT_M1 % P, den1 * INVSQRT_A_MINUS_D % P
    else:
        x, y, den = x0, y0, den2
    if x * z_inv % P & 1:
        y = -y % P
    return magnitude(den * (z0 - y) % P).to_bytes(32, "little")


def from_hash(data):
    """4.3.4, from 64 bytes."""
    return add(*(map_to_point(int.from_bytes(half, "little") & (1 << 255) - 1) for half in (data[:32], data[32:])))


def map_to_point(t):
    r = SQRT_M1 * t * t % P
    u, v = (r + 1) * ONE_MINUS_D_SQ % P, (-1 - r * D) * (r + D) % P
    was_square, s = sqrt_ratio_m1(u, v)
    if was_square:
        c = -1
    else:
        s, c = -magnitude(s * t % P) % P, r
    n = (c * (r - 1) * D_MINUS_ONE_SQ - v) % P
    w0, w1, w2, w3 = 2 * s * v, n * SQRT_AD_MINUS_ONE, 1 - s * s, 1 + s * s
    return w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P


ZERO = bytes(32)  # the encoding of the identity


def point(data, what):
    """A valid point that is not the identity."""
    decoded = decode(data)
    require(decoded is not None, f"{what}: not a point")
    require(data != ZERO, f"{what}: the identity")
    return decoded


def scalar(data, what):
    value = int.from_bytes(data, "little")
    require(len(data) == 32 and value < L, f"{what}: the scalar is not reduced")
    return value


def scalar_bytes(value):
    return value.to_bytes(32, "little")


def same(p, q):
    return encode(p) == encode(q)


# Hashes, frames, transcripts: 1.1 to 1.4.


def sha256(data):
    return hashlib.sha256(data).digest()


def le32(value):
    return struct.pack("<I", value)


def le64(value):
    return struct.pack("<Q", value)


def frame(data):
    return le64(len(data)) + data


def reduce(digest):
    return int.from_bytes(digest, "little") % L


def labelled(label):
    return frame(b"urna/v2/" + label.encode())


def label_hash(label, *parts):
    """Hash(label, x_1, ..)."""
    return sha256(labelled(label) + b"".join(map(frame, parts)))


def generator(i):
    return from_hash(hashlib.sha512(labelled("generator") + le64(i)).digest())


def vec_challenge(purpose, seed, i):
    return int.from_bytes(hashlib.sha512(labelled(purpose) + seed + le64(i)).digest()[:16], "little")


def nonce(name, x, message, fresh=None):
    fresh = secrets.token_bytes(64) if fresh is None else fresh
    value = reduce(hashlib.sha512(
        labelled("nonce-" + name) + frame(scalar_bytes(x)) + frame(fresh) + frame(message)).digest())
    return value or nonce(name, x, message)


class Transcript:
    def __init__(self, purpose, context):
        require(len(context) == 32, "the context of a transcript is not 32 bytes")
        self.hash = hashlib.sha512(labelled(purpose) + frame(context))

    def frame(self, data):
        self.hash.update(frame(data))
        return self

    def u64(self, value):
        return self.frame(le64(value))

    def digest(self):
        return self.hash.digest()

    def challenge(self):
        return reduce(self.digest())


def signed_bytes(purpose, context, body):
    return b"urna/v2/sig/" + purpose.encode() + b"\0" + context + body


def verify_sig(key, purpose, context, body, signature):
    return ed25519_verify(key, signed_bytes(purpose, context, body), signature)


def base32(data):
    return base64.b32encode(data).decode().rstrip("=").lower()


# Thirty bytes in a point: 6.2.


def candidates(chunk):
    for t in range(128):
        data = bytes([2 * t]) + chunk + b"\0"
        if data != ZERO and decode(data) is not None:
            yield data


def embed(chunk):
    require(len(chunk) == 30, "embed: not 30 bytes")
    data = next(candidates(chunk), None)
    require(data, "embed: no candidate is a point")
    return data


def unembed(data):
    """The chunk, or None."""
    return data[1:31] if next(candidates(data[1:31]), None) == data else None
