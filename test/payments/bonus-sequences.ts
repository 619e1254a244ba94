/**
 * The same as `refund-sequences.ts` of payments that bring a bonus, computed by hand as well:
 *
 *   X 100 GEM and half as many free ones; V and W 100 GEM, the first payment as many free ones;
 *   U and R 100 GEM, one payment of each player a tenth free; Z as X, but free ones live for a day;
 *   Y 3 units of 40 GEM, each with 10 free GOLD; M 2 such units and one of 20 GOLD.
 *
 * Lots: `X+50` is what is left of the bonus of X, `Yg+30` that of the GOLD of Y. Steps: `d`: a day
 * passes.
 */
export const BONUS_SEQUENCES = `
  ## a bonus comes with its payment and goes with its refund, in the same share
  X+                               => 100/50/0; X100 X+50; credited; 1
  X+ X+                            => 100/50/0; X100 X+50; credited; 1
  X+ X-                            => 0/0/0; X0 X+0; refunded; 2
  X+ X-50%                         => 50/25/0; X50 X+25; partial; 2
  X+ X-33%                         => 67/34/0; X67 X+34; partial; 2
  X+ X-1%                          => 99/50/0; X99 X+50; partial; 2
  X+ X-1% X-2%                     => 98/49/0; X98 X+49; partial; 3
  X+ X-20% X-40% X-60%             => 40/20/0; X40 X+20; partial; 4 flag
  X+ X-50% X-                      => 0/0/0; X0 X+0; refunded; 3
  X. X+ X-50%                      => 50/25/0; X50 X+25; partial; 2
  Xx                               => 0/0/0; -; rejected; 0

  ## a bonus that was spent is taken from the paid gems of the payment, then like any other
  X+ s20 X-50%                     => 50/5/0; X50 X+5; partial; 3
  X+ s40 X-50%                     => 35/0/0; X35 X+0; partial; 3
  X+ s50 X-50%                     => 25/0/0; X25 X+0; partial; 3
  X+ s100 X-50%                    => 0/0/25; X0 X+0; partial; 3
  X+ s50 X-                        => 0/0/50; X0 X+0; refunded; 3
  X+ s150 X-                       => 0/0/150; X0 X+0; refunded; 3
  X+ F30 s60 X-50%                 => 25/20/0; X25 X+0 F20; partial; 4
  X+ s150 F100 X-                  => 0/0/50; X0 X+0 F0; refunded; 4
  X+ s150 F100 X-50%               => 0/25/0; X0 X+0 F25; partial; 4
  X+ A+ s50 X-                     => 50/0/0; X0 X+0 A50; refunded credited; 4

  ## a reversal gives back exactly what was taken
  X+ X- X+                         => 100/50/0; X100 X+50; reversed; 3
  X+ X-50% X+                      => 100/50/0; X100 X+50; reversed; 3
  X+ s40 X-50% X+                  => 100/10/0; X100 X+10; reversed; 4
  X+ s50 X- X+                     => 100/0/0; X100 X+0; reversed; 4
  X+ s150 X- X+                    => 0/0/0; X0 X+0; reversed; 4
  X+ X- X-50%                      => 50/25/0; X50 X+25; partial; 3
  X+ s50 X- X-50%                  => 25/0/0; X25 X+0; partial; 4
  X+ s40 X- X-50%                  => 35/0/0; X35 X+0; partial; 4
  X+ s150 F100 X- X+               => 0/100/0; X0 X+0 F100; reversed; 5
  X+ s150 F100 X- X-50%            => 0/25/0; X0 X+0 F25; partial; 5
  X+ s150 X- F200 X+               => 100/100/0; X0 X+0 F50 X'100 X''50; reversed; 5
  X+ s150 X- F120 X+               => 100/20/0; X0 X+0 F0 X'100 X''20; reversed; 5
  X+ X- X+ s150                    => 0/0/0; X0 X+0; reversed; 4
  X+ X- X+ X-                      => 0/0/0; X0 X+0; refunded; 4

  ## what is owed already is paid by the paid gems first, then by the bonus
  A+ s100 A- X+                    => 0/50/0; A0 X0 X+50; refunded credited; 4
  A+ B+ s150 A- B- X+              => 0/0/0; A0 B0 X0 X+0; refunded refunded credited; 6
  A+ B+ s120 A- B- X+              => 0/30/0; A0 B0 X0 X+30; refunded refunded credited; 6
  A+ s100 A- X+ X-                 => 0/0/100; A0 X0 X+0; refunded*2; 5

  ## the first top-up is the first payment that is credited, and none after it
  V+                               => 100/100/0; V100 V+100; credited; 1
  V+ W+                            => 200/100/0; V100 V+100 W100; credited*2; 2
  A+ V+                            => 200/0/0; A100 V100; credited*2; 2
  V+ V- W+                         => 100/0/0; V0 V+0 W100; refunded credited; 3
  V+ V- V+                         => 100/100/0; V100 V+100; reversed; 3
  A+ A- V+                         => 100/0/0; A0 V100; refunded credited; 3
  V. W+ V+                         => 200/100/0; V100 W100 W+100; credited*2; 2
  Vx W+                            => 100/100/0; W100 W+100; rejected credited; 1
  E+ V+                            => 100/160/0; E60 V100 V+100; credited*2; 2

  ## a count of payments is not given back
  U+ R+                            => 200/10/0; U100 U+10 R100; credited*2; 2
  U+ U- R+                         => 100/0/0; U0 U+0 R100; refunded credited; 3
  A+ U+                            => 200/10/0; A100 U100 U+10; credited*2; 2

  ## units and lines: a bonus goes with its own line
  Y+                               => 120/0/0 g0/30/0; Y120 Yg+30; credited; 1
  Y+ Y-1                           => 80/0/0 g0/20/0; Y80 Yg+20; partial; 2
  Y+ Y-3                           => 0/0/0 g0/0/0; Y0 Yg+0; refunded; 2
  Y+ s25g Y-2                      => 40/0/0 g0/0/15; Y40 Yg+0; partial; 3
  Y+ s25g Y-2 Y+                   => 120/0/0 g0/5/0; Y120 Yg+5; reversed; 4
  M+                               => 80/0/0 g20/20/0; M80 Mg20 Mg+20; credited; 1
  M+ M-0,1                         => 80/0/0 g0/20/0; M80 Mg0 Mg+20; partial; 2
  M+ M-1,0                         => 40/0/0 g20/10/0; M40 Mg20 Mg+10; partial; 2
  M+ s25g M-1,1                    => 40/0/0 g0/0/15; M40 Mg0 Mg+0; partial; 3
  M+ M-2,0 M-0,1                   => 80/0/0 g0/20/0; M80 Mg0 Mg+20; partial; 4
  M+ M-2,1                         => 0/0/0 g0/0/0; M0 Mg0 Mg+0; refunded; 2

  ## a bonus that expired was never used, and nobody owes it
  Z+                               => 100/50/0; Z100 Z+50; credited; 1
  Z+ d x                           => 100/0/0; Z100 Z+0; credited; 2
  Z+ d Z-                          => 0/0/0; Z0 Z+0; refunded; 2
  Z+ d x Z-                        => 0/0/0; Z0 Z+0; refunded; 3
  Z+ s20 d x Z-                    => 0/0/20; Z0 Z+0; refunded; 4
  Z+ s20 d x Z-50%                 => 50/0/0; Z50 Z+0; partial; 4
  Z+ s20 d x Z-80%                 => 10/0/0; Z10 Z+0; partial; 4
  Z+ s50 d x Z-                    => 0/0/50; Z0 Z+0; refunded; 3
  Z+ Z-50% d x Z-                  => 0/0/0; Z0 Z+0; refunded; 4
  Z+ d x Z- Z+                     => 100/0/0; Z100 Z+0; reversed; 4
  Z+ s20 d x Z- Z+                 => 100/0/0; Z100 Z+0; reversed; 5
  Z+ Z- d x Z+ x                   => 100/0/0; Z100 Z+0; reversed; 4

  ## write_off: of a bonus that was spent the studio bears what the payment's own lots lack
  X+ s50 X-50%                     => 25/0/0; X25 X+0; partial; 3
  X+ s50 X-                        => 0/0/0; X0 X+0; refunded; 3
  X+ s150 F100 X-                  => 0/100/0; X0 X+0 F100; refunded; 4
  X+ s150 F100 X- X+               => 0/100/0; X0 X+0 F100; reversed; 5
  X+ s50 X- X+                     => 100/0/0; X100 X+0; reversed; 4
  Z+ s20 d x Z-                    => 0/0/0; Z0 Z+0; refunded; 4
`;
