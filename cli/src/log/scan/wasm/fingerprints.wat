;; Looks for fingerprints of eight bytes in eight groups, sixteen places at a time. For each of the eight bytes there are
;; two tables of sixteen bytes, one by its lower four bits and one by its upper four: bit g of an entry is set where a
;; fingerprint of group g may have such a byte there. A place is a hit where one bit is left in all sixteen entries.
;; Nearly always none is left after four bytes; the others are looked at only where one is.
;; Source: "Teddy" of Hyperscan (Intel, 2015), fdr/teddy.c.
(module
  (memory (export "memory") 2)
  ;; The first place at $at or after it, before $end, that is a hit; $end or more for none. Bytes after $end are read,
  ;; up to $end + 38.
  (func (export "find") (param $at i32) (param $end i32) (result i32)
    (local $low v128) (local $hits v128) (local $v v128)
    (local $l0 v128) (local $h0 v128) (local $l1 v128) (local $h1 v128) (local $l2 v128) (local $h2 v128) (local $l3 v128) (local $h3 v128)
    (local $l4 v128) (local $h4 v128) (local $l5 v128) (local $h5 v128) (local $l6 v128) (local $h6 v128) (local $l7 v128) (local $h7 v128)
    (local.set $low (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))
    (local.set $l0 (v128.load offset=0 (i32.const 0)))
    (local.set $h0 (v128.load offset=16 (i32.const 0)))
    (local.set $l1 (v128.load offset=32 (i32.const 0)))
    (local.set $h1 (v128.load offset=48 (i32.const 0)))
    (local.set $l2 (v128.load offset=64 (i32.const 0)))
    (local.set $h2 (v128.load offset=80 (i32.const 0)))
    (local.set $l3 (v128.load offset=96 (i32.const 0)))
    (local.set $h3 (v128.load offset=112 (i32.const 0)))
    (local.set $l4 (v128.load offset=128 (i32.const 0)))
    (local.set $h4 (v128.load offset=144 (i32.const 0)))
    (local.set $l5 (v128.load offset=160 (i32.const 0)))
    (local.set $h5 (v128.load offset=176 (i32.const 0)))
    (local.set $l6 (v128.load offset=192 (i32.const 0)))
    (local.set $h6 (v128.load offset=208 (i32.const 0)))
    (local.set $l7 (v128.load offset=224 (i32.const 0)))
    (local.set $h7 (v128.load offset=240 (i32.const 0)))
    (block $over
      (loop $next
        (br_if $over (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $v (v128.load (local.get $at)))
        (local.set $hits
            (v128.and
              (i8x16.swizzle (local.get $l0) (v128.and (local.get $v) (local.get $low)))
              (i8x16.swizzle (local.get $h0) (i8x16.shr_u (local.get $v) (i32.const 4)))))
        (local.set $v (v128.load offset=1 (local.get $at)))
        (local.set $hits
          (v128.and (local.get $hits)
            (v128.and
              (i8x16.swizzle (local.get $l1) (v128.and (local.get $v) (local.get $low)))
              (i8x16.swizzle (local.get $h1) (i8x16.shr_u (local.get $v) (i32.const 4))))))
        (local.set $v (v128.load offset=2 (local.get $at)))
        (local.set $hits
          (v128.and (local.get $hits)
            (v128.and
              (i8x16.swizzle (local.get $l2) (v128.and (local.get $v) (local.get $low)))
              (i8x16.swizzle (local.get $h2) (i8x16.shr_u (local.get $v) (i32.const 4))))))
        (local.set $v (v128.load offset=3 (local.get $at)))
        (local.set $hits
          (v128.and (local.get $hits)
            (v128.and
              (i8x16.swizzle (local.get $l3) (v128.and (local.get $v) (local.get $low)))
              (i8x16.swizzle (local.get $h3) (i8x16.shr_u (local.get $v) (i32.const 4))))))
        (if (v128.any_true (local.get $hits))
          (then
            (local.set $v (v128.load offset=4 (local.get $at)))
            (local.set $hits
              (v128.and (local.get $hits)
                (v128.and
                  (i8x16.swizzle (local.get $l4) (v128.and (local.get $v) (local.get $low)))
                  (i8x16.swizzle (local.get $h4) (i8x16.shr_u (local.get $v) (i32.const 4))))))
            (local.set $v (v128.load offset=5 (local.get $at)))
            (local.set $hits
              (v128.and (local.get $hits)
                (v128.and
                  (i8x16.swizzle (local.get $l5) (v128.and (local.get $v) (local.get $low)))
                  (i8x16.swizzle (local.get $h5) (i8x16.shr_u (local.get $v) (i32.const 4))))))
            (local.set $v (v128.load offset=6 (local.get $at)))
            (local.set $hits
              (v128.and (local.get $hits)
                (v128.and
                  (i8x16.swizzle (local.get $l6) (v128.and (local.get $v) (local.get $low)))
                  (i8x16.swizzle (local.get $h6) (i8x16.shr_u (local.get $v) (i32.const 4))))))
            (local.set $v (v128.load offset=7 (local.get $at)))
            (local.set $hits
              (v128.and (local.get $hits)
                (v128.and
                  (i8x16.swizzle (local.get $l7) (v128.and (local.get $v) (local.get $low)))
                  (i8x16.swizzle (local.get $h7) (i8x16.shr_u (local.get $v) (i32.const 4))))))
            (if (v128.any_true (local.get $hits))
              (then
                (return
                  (i32.add
                    (local.get $at)
                    (i32.ctz
                      (i8x16.bitmask
                        (i8x16.ne (local.get $hits) (v128.const i64x2 0 0))))))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.get $at)))
