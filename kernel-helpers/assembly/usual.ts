// Where the IP header of a usual frame begins. What is not usual, src/pcap/link finds.

/** Kinds of link layers, as src/edges/lane.ts numbers them. */
const raw: u32 = 1;
const ethernet: u32 = 2;
const cooked: u32 = 3;
const cooked2: u32 = 4;
const loopback: u32 = 5;
const ipv4Only: u32 = 6;
const ipv6Only: u32 = 7;

// EtherTypes, read the other way round.
const ipv4: u32 = 0x0008;
const ipv6: u32 = 0xdd86;
const vlan: u32 = 0x0081;
const qinq: u32 = 0xa888;
const oldQinq: u32 = 0x0091;

const netlink: u32 = 0x3803; // 824, the other way round too.

/** IP is not where it usually is: an offset behind all frames. */
const none: u32 = 0xffffff00;

/** Offset of the IP header in a frame, and in the lower 8 bits the version that it must be of. Only bytes before the header are looked at. */
export function ipHeader(frame: usize, layer: u32): u32 {
  switch (layer) {
    case ethernet:
      return behind(frame, 12);
    case raw:
      return (<u32>load<u8>(frame)) >> 4;
    case cooked:
      return load<u16>(frame, 2) === netlink ? none : behind(frame, 14);
    case cooked2:
      return load<u16>(frame, 8) === netlink ? none : byType(load<u16>(frame), 20);
    case loopback: {
      const family = load<u32>(frame);
      return family === 2 || family === 0x02000000 ? (4 << 8) | 4 : none;
    }
    case ipv4Only:
      return 4;
    case ipv6Only:
      return 6;
    default:
      return none;
  }
}

/** Behind an EtherType at `at`, and VLAN tags of up to two levels. */
function behind(frame: usize, at: u32): u32 {
  let type: u32 = load<u16>(frame + at);
  for (let tags = 0; tags < 2 && (type === vlan || type === qinq || type === oldQinq); tags++) {
    at += 4;
    type = load<u16>(frame + at);
  }
  return byType(type, at + 2);
}

function byType(type: u32, offset: u32): u32 {
  return type === ipv4 ? (offset << 8) | 4 : type === ipv6 ? (offset << 8) | 6 : none;
}

/** Where in its file a packet was captured: as `capturePoint` of src/pcap/point.ts. */
export function pointOf(frame: usize, layer: u32, point: u32): f64 {
  const toOthers: u8 = 4;
  if (layer === cooked2) {
    const index = <f64>bswap<u32>(load<u32>(frame, 4));
    return (<f64>point * 4294967296 + index) * 2 + (load<u8>(frame, 10) === toOthers ? 1 : 0);
  }
  return layer === cooked ? (<f64>point + 1) * 65536 + <f64>bswap<u16>(load<u16>(frame)) : <f64>point;
}
