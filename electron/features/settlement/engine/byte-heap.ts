/** Bytes that grow, with a view over the same. */
export class ByteHeap {
  bytes: Uint8Array<ArrayBuffer>
  view: DataView<ArrayBuffer>
  used = 0

  constructor(room = 1024) {
    this.bytes = new Uint8Array(room)
    this.view = new DataView(this.bytes.buffer)
  }

  /** Makes sure that `more` bytes fit behind the used ones. */
  reserve(more: number): void {
    if (this.used + more <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.used + more))
    larger.set(this.bytes.subarray(0, this.used))
    this.bytes = larger
    this.view = new DataView(larger.buffer)
  }
}
