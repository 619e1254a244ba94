/**
 * What happens to a player, and how it must end: every end was computed by hand from the rules and
 * not from the code. One line is one sequence:
 *
 *   steps => paid/free/owed, then the same of GOLD (g); lots; status of each payment; transactions
 *
 * Payments, each known by a letter:
 *   A 100 GEM, B 50 GEM, O 7 GEM, D 100 GEM and 30 GOLD (Apple: one unit, shares in per cent);
 *   C 3 units of 40 GEM, L 2 units of 40 GEM and one of 20 GOLD (Google: shares in units);
 *   E 60 GEM that Google gave away.
 *
 * Steps, each said by the store a moment after the one before, or at a given time (`@9`):
 *   A+     it is paid, and nothing is given back (any more)
 *   A-     all of it is given back; `A-30%`, `C-1`, `L-1,0` so much of it so far
 *   A-bank a bank took it back; `A-late` because nobody acknowledged it in time
 *   A.     the store waits for the money; `Ax` it was cancelled without being paid
 *   s60    60 GEM are spent, `s5g` 5 GOLD; with `!` it must be refused
 *   F20    a gift of 20 GEM in the lot F; with `~` it expires within the hour
 *   w      an hour passes; `x` what has expired is swept up
 *
 * Lots: `A40` has 40 left, `Dg` is the GOLD of D, `A'` and `A''` are what reversals of A made. A
 * status that all payments share is written once (`refunded*3`). `flag`: the player was flagged.
 * A line that begins with ## says what the sequences below it show; under `write_off:` the title
 * writes off what was spent, elsewhere it becomes debt.
 */
export const REFUND_SEQUENCES = `
  ## one purchase that is given back as a whole
  A+                               => 100/0/0; A100; credited; 1
  A+ A+                            => 100/0/0; A100; credited; 1
  A+ A-                            => 0/0/0; A0; refunded; 2
  A+ A-100%                        => 0/0/0; A0; refunded; 2
  A+ A- A-                         => 0/0/0; A0; refunded; 2
  A+ s1 A-                         => 0/0/1; A0; refunded; 3
  A+ s60 A-                        => 0/0/60; A0; refunded; 3
  A+ s100 A-                       => 0/0/100; A0; refunded; 3
  A+ s101! A-                      => 0/0/0; A0; refunded; 2
  A+ s60 s40 A-                    => 0/0/100; A0; refunded; 4
  A+ s60 A- A- A-                  => 0/0/60; A0; refunded; 3
  A+ s60 A- s1!                    => 0/0/60; A0; refunded; 3
  C+ s50 C-3                       => 0/0/50; C0; refunded; 3
  O+ s3 O-                         => 0/0/3; O0; refunded; 3

  ## shares: what was given back so far, never less than a gem's worth at once
  A+ A-30%                         => 70/0/0; A70; partial; 2
  A+ s60 A-30%                     => 10/0/0; A10; partial; 3
  A+ s60 A-40%                     => 0/0/0; A0; partial; 3
  A+ s60 A-41%                     => 0/0/1; A0; partial; 3
  A+ s100 A-1%                     => 0/0/1; A0; partial; 3
  A+ A-30% A-30%                   => 70/0/0; A70; partial; 2
  A+ A-30% A-50%                   => 50/0/0; A50; partial; 3
  A+ A-30% A-50% A-                => 0/0/0; A0; refunded; 4 flag
  A+ A-30% s70 A-                  => 0/0/70; A0; refunded; 4
  A+ s80 A-30% A-                  => 0/0/80; A0; refunded; 4
  A+ s30 A-50% s20 A-              => 0/0/50; A0; refunded; 5
  A+ A-50% s50 A-51%               => 0/0/1; A0; partial; 4
  A+ A-0.5%                        => 100/0/0; A100; partial; 1
  A+ A-0.5% A-1%                   => 99/0/0; A99; partial; 2
  A+ A-99.999%                     => 1/0/0; A1; partial; 2
  O+ O-14%                         => 7/0/0; O7; partial; 1
  O+ O-15%                         => 6/0/0; O6; partial; 2
  O+ O-50%                         => 4/0/0; O4; partial; 2
  O+ O-50% O-99%                   => 1/0/0; O1; partial; 3
  C+ C-1                           => 80/0/0; C80; partial; 2
  C+ C-1 C-2                       => 40/0/0; C40; partial; 3
  C+ C-1 C-2 C-3                   => 0/0/0; C0; refunded; 4 flag
  C+ C-2 C-2                       => 40/0/0; C40; partial; 2
  C+ s100 C-1                      => 0/0/20; C0; partial; 3
  C+ s100 C-1 C-2                  => 0/0/60; C0; partial; 4
  C+ C-2 s40 C-3                   => 0/0/40; C0; refunded; 4

  ## several lines and currencies: each by itself
  L+                               => 80/0/0 g20/0/0; L80 Lg20; credited; 1
  L+ L-1,0                         => 40/0/0 g20/0/0; L40 Lg20; partial; 2
  L+ L-0,1                         => 80/0/0 g0/0/0; L80 Lg0; partial; 2
  L+ L-1,1                         => 40/0/0 g0/0/0; L40 Lg0; partial; 2
  L+ L-2,1                         => 0/0/0 g0/0/0; L0 Lg0; refunded; 2
  L+ s50 L-2,0                     => 0/0/50 g20/0/0; L0 Lg20; partial; 3
  L+ s5g L-2,1                     => 0/0/0 g0/0/5; L0 Lg0; refunded; 3
  L+ s80 s20g L-                   => 0/0/80 g0/0/20; L0 Lg0; refunded; 4
  L+ L-2,0 L-0,1                   => 80/0/0 g0/0/0; L80 Lg0; partial; 4
  L+ L-2,1 L-0,1                   => 80/0/0 g0/0/0; L80 Lg0; partial; 3
  L+ s60 L-2,0 L-0,1               => 20/0/0 g0/0/0; L20 Lg0; partial; 5
  D+                               => 100/0/0 g30/0/0; D100 Dg30; credited; 1
  D+ D-50%                         => 50/0/0 g15/0/0; D50 Dg15; partial; 2
  D+ D-33%                         => 67/0/0 g21/0/0; D67 Dg21; partial; 2
  D+ D-3%                          => 97/0/0 g30/0/0; D97 Dg30; partial; 2
  D+ s80 D-50%                     => 0/0/30 g15/0/0; D0 Dg15; partial; 3
  D+ s25g D-                       => 0/0/0 g0/0/25; D0 Dg0; refunded; 3
  D+ s30g D-50%                    => 50/0/0 g0/0/15; D50 Dg0; partial; 3
  D+ s80 s25g D- D+                => 20/0/0 g5/0/0; D20 Dg5; reversed; 5
  D+ L+ s40g D-                    => 80/0/0 g0/0/20; D0 Dg0 L80 Lg0; refunded credited; 4

  ## other lots pay what is missing, as they would be spent
  A+ F20 s60 A-                    => 0/0/40; A0 F0; refunded; 4
  A+ s60 F20 A-                    => 0/0/40; A0 F0; refunded; 4
  A+ s60 F60 A-                    => 0/0/0; A0 F0; refunded; 4
  A+ s60 F70 A-                    => 0/10/0; A0 F10; refunded; 4
  F20 s20 A+ s100 A-               => 0/0/100; F0 A0; refunded; 5
  A+ B+ A-                         => 50/0/0; A0 B50; refunded credited; 3
  A+ B+ s60 A-                     => 0/0/10; A0 B0; refunded credited; 4
  A+ B+ s60 B-                     => 40/0/0; A40 B0; credited refunded; 4
  A+ B+ s120 A-                    => 0/0/70; A0 B0; refunded credited; 4
  A+ B+ s120 B-                    => 0/0/20; A0 B0; credited refunded; 4
  B+ A+ s60 A-                     => 0/0/10; B0 A0; credited refunded; 4
  B+ A+ s60 B-                     => 40/0/0; B0 A40; refunded credited; 4
  A+ F20 G30~ A-                   => 0/50/0; A0 F20 G30; refunded; 4
  A+ s50 F20 G30~ A-70%            => 0/30/0; A0 F20 G10; partial; 5
  A+ s50 F20 G30~ A-90%            => 0/10/0; A0 F10 G0; partial; 5
  A+ s50 F20 B+ A-                 => 20/0/0; A0 F0 B20; refunded credited; 5
  A+ s50 G30~ w A-60%              => 0/20/0; A0 G20; partial; 4
  A+ s50 G30~ w F20 A-80%          => 0/20/0; A0 G20 F0; partial; 5
  A+ s50 G30~ w x A-80%            => 0/0/30; A0 G0; partial; 5
  A+ s50 G30~ w B+ A-              => 0/30/0; A0 G30 B0; refunded credited; 5
  A+ s100 L+ A-                    => 0/0/20 g20/0/0; A0 L0 Lg20; refunded credited; 4
  E+ A+ s150 A-                    => 0/0/90; E0 A0; credited refunded; 4
  A+ E+ s30 A-                     => 0/30/0; A0 E30; refunded credited; 4

  ## what is owed is paid by whatever comes next
  A+ s60 A- B+                     => 0/0/10; A0 B0; refunded credited; 4
  A+ s60 A- s1! B+                 => 0/0/10; A0 B0; refunded credited; 4
  A+ s50 A- B+                     => 0/0/0; A0 B0; refunded credited; 4
  A+ s30 A- B+                     => 20/0/0; A0 B20; refunded credited; 4
  A+ s30 A- F20                    => 0/0/10; A0 F0; refunded; 4
  A+ s30 A- F40                    => 0/10/0; A0 F10; refunded; 4
  A+ s30 A- F20 G5                 => 0/0/5; A0 F0 G0; refunded; 5
  A+ s30 A- F20 B+                 => 40/0/0; A0 F0 B40; refunded credited; 5
  A+ s60 A- B+ F30                 => 0/20/0; A0 B0 F20; refunded credited; 5
  A+ s60 A- G30~ w B+              => 20/0/0; A0 G0 B20; refunded credited; 5
  A+ s100 A- C+                    => 20/0/0; A0 C20; refunded credited; 4
  A+ s100 A- C+ s20                => 0/0/0; A0 C0; refunded credited; 5
  A+ s100 A- C+ C-1                => 0/0/20; A0 C0; refunded partial; 5
  A+ s100 A- B+ B-                 => 0/0/100; A0 B0; refunded refunded; 5
  A+ s30 A- B+ B-                  => 0/0/30; A0 B0; refunded refunded; 5
  A+ s30 A- B+ B-50%               => 0/0/5; A0 B0; refunded partial; 5
  A+ s30 A- B+ B-20%               => 10/0/0; A0 B10; refunded partial; 5
  A+ s60 A- E+                     => 0/0/0; A0 E0; refunded credited; 4
  A+ s20 A- E+                     => 0/40/0; A0 E40; refunded credited; 4
  A+ s20 A- L+                     => 60/0/0 g20/0/0; A0 L60 Lg20; refunded credited; 4
  L+ s20g L- D+                    => 100/0/0 g10/0/0; L0 Lg0 D100 Dg10; refunded credited; 4

  ## a reversal gives back what was taken, the latest taking first
  A+ A- A+                         => 100/0/0; A100; reversed; 3
  A+ s60 A- A+                     => 40/0/0; A40; reversed; 4
  A+ s100 A- A+                    => 0/0/0; A0; reversed; 4
  A+ A-30% A+                      => 100/0/0; A100; reversed; 3
  A+ s80 A-30% A+                  => 20/0/0; A20; reversed; 4
  A+ A- A-50%                      => 50/0/0; A50; partial; 3
  A+ s60 A- A-50%                  => 0/0/10; A0; partial; 4
  A+ s60 A- A-30%                  => 10/0/0; A10; partial; 4
  A+ s60 A- A-30% A+               => 40/0/0; A40; reversed; 5
  A+ s60 A- A-50% A-               => 0/0/60; A0; refunded; 5
  A+ s60 A- A+ A-                  => 0/0/60; A0; refunded; 5
  A+ s60 A- A+ A- A+               => 40/0/0; A40; reversed; 6
  A+ A- A+ s100 A-                 => 0/0/100; A0; refunded; 5
  A+ A- A+ A+                      => 100/0/0; A100; reversed; 3
  A+ A- A- A+                      => 100/0/0; A100; reversed; 3
  A+ A-0.5% A+                     => 100/0/0; A100; reversed; 1
  O+ O-50% O+                      => 7/0/0; O7; reversed; 3
  C+ s100 C-2 C-1                  => 0/0/20; C0; partial; 4
  C+ s100 C-2 C+                   => 20/0/0; C20; reversed; 4
  A+ s60 F20 A- A+                 => 40/20/0; A40 F20; reversed; 5
  A+ s60 F20 A- A-30%              => 10/20/0; A10 F20; partial; 5
  A+ s60 F20 A- A-50%              => 0/10/0; A0 F10; partial; 5
  A+ s60 A- B+ A+                  => 90/0/0; A40 B0 A'50; reversed credited; 5
  A+ s30 A- B+ A+                  => 120/0/0; A70 B20 A'30; reversed credited; 5
  A+ s30 A- F50 A+                 => 100/20/0; A70 F20 A'30; reversed; 5
  A+ s30 A- B+ A+ A-               => 20/0/0; A0 B0 A'20; refunded credited; 6
  A+ s30 A- B+ A+ s100             => 20/0/0; A0 B0 A'20; reversed credited; 6
  A+ s30 A- B+ A+ s70 A-           => 0/0/50; A0 B0 A'0; refunded credited; 7
  A+ s100 A- C+ A+                 => 120/0/0; A0 C20 A'100; reversed credited; 5
  A+ s100 A- C+ A-50%              => 70/0/0; A0 C20 A'50; partial credited; 5
  A+ s100 A- C+ A-50% A+           => 120/0/0; A0 C20 A'50 A''50; reversed credited; 6
  A+ B+ s60 A- A+                  => 90/0/0; A40 B50; reversed credited; 5
  A+ B+ s60 A- B- A+               => 40/0/0; A40 B0; reversed refunded; 6
  A+ B+ s60 A- B- B+               => 0/0/10; A0 B0; refunded reversed; 6
  A+ B+ s60 A- B- A+ B+            => 90/0/0; A40 B0 B'50; reversed reversed; 7
  A+ s50 G30~ A-60% w A+           => 50/30/0; A50 G30; reversed; 5
  A+ s50 G30~ A-60% w x A+         => 50/10/0; A50 G10; reversed; 6
  A+ s50 G30~ A- w x A+            => 50/30/0; A50 G30; reversed; 5

  ## words that come in another order than they were said
  A-@9                             => 0/0/0; -; rejected; 0
  A-@9 A+@1                        => 0/0/0; -; rejected; 0
  A-@9 A+@10                       => 100/0/0; A100; credited; 1
  A-30%@9                          => 70/0/0; A70; partial; 2
  A-30%@9 A+@1                     => 70/0/0; A70; partial; 2
  A+@1 A-@9 A+@5                   => 0/0/0; A0; refunded; 2
  A+@1 A+@9 A-@5                   => 100/0/0; A100; credited; 1
  A-@5 A+@9 A+@1                   => 100/0/0; A100; credited; 1
  A+@9 A-@5 A+@1                   => 100/0/0; A100; credited; 1
  A-@5 A+@1 A+@9                   => 100/0/0; A100; credited; 1
  A+@1 s60 A-@3 A+@5 A-@7          => 0/0/60; A0; refunded; 5
  A+@1 s60 A-@3 A-@7 A+@5          => 0/0/60; A0; refunded; 3
  A+@1 s60 A+@5 A-@3 A-@7          => 0/0/60; A0; refunded; 3
  A+@1 s60 A+@5 A-@7 A-@3          => 0/0/60; A0; refunded; 3
  A+@1 s60 A-@7 A-@3 A+@5          => 0/0/60; A0; refunded; 3
  A+@1 s60 A-@7 A+@5 A-@3          => 0/0/60; A0; refunded; 3
  A+@1 A-50%@9 A-30%@5             => 50/0/0; A50; partial; 2
  A+@1 A-50%@5 A-30%@9             => 70/0/0; A70; partial; 3
  A+@1 A-30%@9 A-50%@5             => 70/0/0; A70; partial; 2
  A-50%@9 A-30%@5 A+@1             => 50/0/0; A50; partial; 2
  A+@1 A-30%@5 A-50%@5             => 50/0/0; A50; partial; 3
  A+@1 A-30%@5 A-50%@5 A-50%@5     => 50/0/0; A50; partial; 3
  A+@1 A-30%@5 A-50%@5 A-@6        => 0/0/0; A0; refunded; 4 flag
  A+@1 A-50%@5 A-30%@5             => 50/0/0; A50; partial; 2
  A+@5 A-@5                        => 0/0/0; A0; refunded; 2
  A-@5 A+@5                        => 0/0/0; -; rejected; 0
  C-1@9 C+@1 C-2@5                 => 80/0/0; C80; partial; 2
  A+@1 s100 A-@9 B+@2 A+@5         => 0/0/50; A0 B0; refunded credited; 4

  ## money that is waited for, and that never came
  A.                               => 0/0/0; -; pending; 0
  A. A+                            => 100/0/0; A100; credited; 1
  A+@2 A.@1                        => 100/0/0; A100; credited; 1
  A. Ax                            => 0/0/0; -; rejected; 0
  Ax@2 A.@1                        => 0/0/0; -; rejected; 0
  A. A+ A-                         => 0/0/0; A0; refunded; 2
  A.@1 A-@3 A+@2                   => 0/0/0; -; rejected; 0
  A. s1! A+ s1                     => 99/0/0; A99; credited; 2
  A+ A.                            => 100/0/0; A100; credited; 1
  A+ A-30% A.                      => 70/0/0; A70; partial; 2
  A+ A- A.                         => 0/0/0; A0; refunded; 2
  A+ A- A. A+                      => 100/0/0; A100; reversed; 3
  Ax A+                            => 100/0/0; A100; credited; 1
  A+ Ax                            => 0/0/0; A0; refunded; 2
  A+ s60 Ax A+                     => 40/0/0; A40; reversed; 4
  A+ A-30% Ax                      => 0/0/0; A0; refunded; 3
  A+ s60 Ax A-                     => 0/0/60; A0; refunded; 3

  ## what a store gave away goes back as free gems
  E+                               => 0/60/0; E60; credited; 1
  E+ E-                            => 0/0/0; E0; refunded; 2
  E+ s20 E-                        => 0/0/20; E0; refunded; 3
  E+ s20 E- E+                     => 0/40/0; E40; reversed; 4
  E+ s20 A+ E-                     => 80/0/0; E0 A80; refunded credited; 4
  E+ s60 E- A+                     => 40/0/0; E0 A40; refunded credited; 4
  E+ s60 E- A+ E+                  => 40/60/0; E0 A40 E'60; reversed credited; 5
  E+ s60 E- F20 E+                 => 0/20/0; E0 F0 E'20; reversed; 5
  E+ F20 s10 E-                    => 0/10/0; E0 F10; refunded; 4
  F20 E+ s10 E-                    => 0/10/0; F10 E0; refunded; 4
  A+ E+ s70 E-                     => 30/0/0; A30 E0; credited refunded; 4
  A+ E+ s70 E- E+                  => 90/0/0; A90 E0; credited reversed; 5

  ## who is given money back too often is flagged once, but not for what we failed to acknowledge
  A+ A- B+ B-                      => 0/0/0; A0 B0; refunded refunded; 4
  A+ A- B+ B- O+ O-                => 0/0/0; A0 B0 O0; refunded*3; 6 flag
  A+ A-late B+ B-late O+ O-late    => 0/0/0; A0 B0 O0; refunded*3; 6
  A+ A-late B+ B- O+ O-            => 0/0/0; A0 B0 O0; refunded*3; 6
  A+ A-bank B+ B-bank O+ O-bank    => 0/0/0; A0 B0 O0; refunded*3; 6 flag
  A+ A- B+ B- O+ O- D+ D-          => 0/0/0 g0/0/0; A0 B0 O0 D0 Dg0; refunded*4; 8 flag
  A+ A-10% A-20% A-20%             => 80/0/0; A80; partial; 3
  A+ A-10% A-20% A-30%             => 70/0/0; A70; partial; 4 flag
  A+ A- A+ A- A+                   => 100/0/0; A100; reversed; 5
  A+ A- A+ A- A+ A-                => 0/0/0; A0; refunded; 6 flag
  A-@9 A+@1 B-@9 B+@1 O-@9 O+@1    => 0/0/0; -; rejected*3; 0
  A-30%@9 B-40%@9 O-50%@9          => 104/0/0; A70 B30 O4; partial*3; 6 flag
  A+ A-0.5% A-0.6% A-0.7%          => 100/0/0; A100; partial; 1
  A+ s60 A-late                    => 0/0/60; A0; refunded; 3
  A+ s60 A-late A+                 => 40/0/0; A40; reversed; 4
  A+ s60 A-bank                    => 0/0/60; A0; refunded; 3
  A+ s60 A-bank B+                 => 0/0/10; A0 B0; refunded credited; 4
  A+ A-50%bank                     => 50/0/0; A50; partial; 2
  A+ A-50% A-bank                  => 0/0/0; A0; refunded; 3

  ## long stories
  A+ s60 B+ s50 A- F30 B- A+       => 20/0/0; A0 B20 F0; reversed refunded; 8
  A+ s60 B+ s50 A- F30 B- A+ B+    => 70/0/0; A0 B20 F0 B'50; reversed reversed; 9
  C+ C-1 s60 C-2 B+ C-3 C-1        => 70/0/0; C20 B30 C'20; partial credited; 7 flag
  A+ E+ s130 A- C+ A-40% s30       => 80/0/0; A0 E0 C20 A'60; partial credited credited; 7
  B+ O+ s57 B- O- F10 B+ O+        => 10/0/0; B0 O0 F0 B'3 O'7; reversed reversed; 8
  A+ s40 A-50% B+ s60 A- B-        => 0/0/100; A0 B0; refunded refunded; 7 flag
  D+ s90 s20g D-50% L+ D- D+ => 90/0/0 g30/0/0; D10 Dg10 L40 Lg15 D'40 Dg'5; reversed credited; 7
  A+ A- s1! B+ s50 A+ s100 B-      => 0/0/50; A0 B0; reversed refunded; 7
  F20 G30~ A+ s40 w x A-           => 0/10/0; F10 G0 A0; refunded; 5
  F20 G30~ A+ s10 w x s30 A-       => 0/0/10; F0 G0 A0; refunded; 7
  A+ s100 A- F10 G10~ B+ w A-50%   => 20/0/0; A0 F0 G0 B0 A'20; partial credited; 7
  O+ O-50% s4 O- O+ s3             => 0/0/0; O0; reversed; 6
  A+ B+ C+ s200 B- A- C-           => 0/0/200; A0 B0 C0; refunded*3; 7 flag
  A+ B+ C+ s200 C- B- A-           => 0/0/200; A0 B0 C0; refunded*3; 7 flag
  A+ B+ C+ s200 B- A- C- A+ B+ C+  => 70/0/0; A0 B0 C0 C'70; reversed*3; 10 flag
  A+ B+ C+ s200 B- A- C- C+ B+ A+  => 70/0/0; A0 B0 C20 A'50; reversed*3; 10 flag
  A+ s60 A- A+ F10 s50             => 0/0/0; A0 F0; reversed; 6
  A+ s60 A-30% B+ A-60% A-90%      => 0/0/0; A0 B0; partial credited; 6 flag
  A+ s60 A-30% B+ A-60% A-20%      => 70/0/0; A20 B50; partial credited; 6
  L+ L-1,0 s40 L-1,1 L-2,1 L+      => 40/0/0 g20/0/0; L40 Lg20; reversed; 6 flag
  A+ s100 A-late B+ B-late A+ B+   => 50/0/0; A0 B0 B'50; reversed reversed; 7
  G30~ A+ s20 A-50% w x A+ s101! s90 => 10/0/0; G0 A10; reversed; 7

  ## write_off: the studio bears what was spent
  A+ A-                            => 0/0/0; A0; refunded; 2
  A+ s60 A-                        => 0/0/0; A0; refunded; 3
  A+ s100 A-                       => 0/0/0; A0; refunded; 3
  A+ s60 F20 A-                    => 0/20/0; A0 F20; refunded; 4
  A+ B+ s60 A-                     => 50/0/0; A0 B50; refunded credited; 4
  A+ s60 A- B+                     => 50/0/0; A0 B50; refunded credited; 4
  A+ s60 A- A+                     => 40/0/0; A40; reversed; 4
  A+ s100 A- A+                    => 0/0/0; A0; reversed; 4
  A+ s60 A-30%                     => 10/0/0; A10; partial; 3
  A+ s60 A-50%                     => 0/0/0; A0; partial; 3
  A+ s60 A-50% A-                  => 0/0/0; A0; refunded; 4
  A+ s60 A- A-50%                  => 0/0/0; A0; partial; 4
  A+ s60 A- A-30%                  => 10/0/0; A10; partial; 4
  A+ s60 A- A-30% A-               => 0/0/0; A0; refunded; 5
  C+ s100 C-2 C-1                  => 0/0/0; C0; partial; 4
  E+ s60 E-                        => 0/0/0; E0; refunded; 3
  E+ s20 E- E+                     => 0/40/0; E40; reversed; 4
  D+ s25g D-                       => 0/0/0 g0/0/0; D0 Dg0; refunded; 3
  A+ s60 A- F20 s20                => 0/0/0; A0 F0; refunded; 5
  A+ s60 A- A+ s40                 => 0/0/0; A0; reversed; 5
  A+ s60 A- A+ s41!                => 40/0/0; A40; reversed; 4
  A+ s50 G30~ w A-60%              => 0/30/0; A0 G30; partial; 4
  A-30%@9 A+@1                     => 70/0/0; A70; partial; 2
  A+@1 s60 A-@9 A+@5               => 0/0/0; A0; refunded; 3
`;
