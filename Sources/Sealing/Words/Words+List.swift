extension Words {
    /// The list in alphabetical order, chosen for this product: plain, inoffensive, spelled alike everywhere English is written, without
    /// homophones, no two with the same first four letters and no two within one slip of each other.
    static let literal = """
        abacus abbey ability abode absorb accent acclaim account achieve acid acorn acre acrobat action actor actual address
        adjust admire adobe adult advance aerial affair affirm afford again agate agency agile agree ahead airport alarm album
        alcove alert algae algebra alias alive alley allow almond aloft alpaca alpine already also always amateur amazing amber
        ambient amend amiable amount ample amulet amuse anagram analyst anatomy anchor ancient angora animal ankle annual answer
        antenna antique antler anvil anybody anyone apart apology appear apply appoint approve apricot apron aquatic arcade arch
        arctic arena argue aria arise army aroma around arrange arrest arrive arrow artery artist ascend ashore aside asleep
        aspect asphalt assist assume athlete atlas atom atrium attach attend attic attract auburn audible august author autumn
        avenue average aviary avocado avoid await awake award awkward awning axiom axle azalea azure baboon baby backup bacon
        badge bagel bagpipe bailiff bakery balance balcony ballad bamboo banana bandage banjo bank banner banquet bargain barley
        barn barrel basil basket bassoon batch bathtub battery bauble bead beagle beaver beckon become bedroom beehive beetle
        before begin begonia behave behind beige belfry believe belong bench benefit beret beside better between beyond bicycle
        bigger bike billion binder bingo biology biplane birch bird biscuit bison bistro blanket blaze blender blink block
        blossom blouse blower blush boat bobbin bobcat body bonfire bonus book boost borrow botany bottle bounce bouquet bowl
        boxcar boxer bracket brain branch brass bravo breeze brew brick bridge brief bright bristle bronze broom brown bubble
        bucket budget buffalo buggy builder bulb bulge bundle bunny bureau bushel busy butane butcher button buyer buzzer byline
        bypass cabbage cabin cable caboose cactus cadet cafe calcium calf caller camel campus canal cancel candle canine canoe
        canteen canyon capable capital captain caravan carbon card careful cargo carpet carry carve cascade cashew castle casual
        caution cavern caviar cedar celery cello cement census century ceramic certain chain chalk chamber chance chapter charm
        chase chat cheddar cheese chef chemist cherry chess chevron chicken child chimney chip chisel chive choice chorus
        chowder chrome chuckle chunk cicada cider cigar cinema circle citadel citizen citrus city civil claim clap clarify
        classic clean clerk clever client cliff climate clinic cloak cloud clown club clutch coach coast cobalt cobbler cobra
        coconut code coffee coil cold collar column comb comedy comfort common company concert condor confirm conga connect
        conquer control convoy cookie copilot copper copy coral corner cosmic costume cottage cougar country couple courage
        cousin cover cow cowboy coyote crab cradle craft crane crash crater crawl crayon crazy cream credit cricket crimson
        crisp critic crocus crop cross crowd crumb crust crystal cube cubic cuckoo cuff cuisine culture cumin cup curfew curious
        cushion custom cycle cypress dahlia daily dance dandy dapper dare dashing data dawn dazzle deal debate debut decade
        decimal deck declare decor deep default defend define degree delay deliver delta deluxe demand denim dense dentist
        depart depot depth deputy derive descend design detail detect detour develop devote dewdrop diagram diamond diary dice
        dictate diesel differ digital dignity dilute dinner diploma direct dish display distant ditch divide dizzy docile doctor
        dog doll dolphin domain domino donkey donor doorway double dozen dragon drama drape drawer dress drift drill drizzle
        druid drum dry duchess duet dune duo duplex durable during dusk duty dwell dynamic each early earring earth easel east
        eaten ebony echo eclipse ecology economy eddy edge edible edit educate effort eighty elastic elbow elder elegant element
        eleven elite elixir elk else email embark emblem embrace emerald emotion empire employ empty enable enamel enchant
        encore endless endorse energy engage engine engrave enigma enjoy enlist enough enrich entail enter entire entry epic
        episode epoch equal equip era erase erect errand escape escort essay essence estate eternal ethics evening every evident
        evolve exact example exceed excite excuse exhale exhibit exist exotic expand expert explain expose express extend extra
        eyebrow eyelid fabric face facial faculty faith falcon fall family famous fancy far farmer fashion faucet feature
        federal fellow felt fence fern ferry fertile festive fetch fiction fiddle fidget field fiesta fifteen fig figure filter
        final finch finger finish firm first fiscal fitness five fixture flag flame flannel flash fleece flick flight flint flip
        float floor floral floss fluent fluid flurry flute fly foam focus foggy folder fondue food force forest forget fork
        formal fortune forum forward fossil foster found fox foyer fragile freckle freedom freight fresh friday friend frigate
        frisky frog frolic front frozen frugal fruit fudge fuel fun furnace furrow fusion future fuzzy gadget gaggle galaxy
        gallery galore game gamma garage garden garlic garment gazelle gear gecko gem general genius gentle genuine geology
        gesture getaway geyser ghost giant gift gingham giraffe girder given glacier glad glance glass gleam glide glimpse
        glitter globe glory glossy glow glucose glue gnome goal goblet goggles golden golf gondola goose gopher gourd govern
        gown grace gradual grammar grand graph gravity green grid griffin grocery grotto group grove growl guard guava guitar
        guru gust gymnast gyro habit haddock haiku halibut hallway halo hamlet hammer hamster hand happen hardly harmony harness
        harp harvest hasten hatchet haven hawk hazel health heart heater heavy hectare height helium helmet help henna herald
        herb heron herring hexagon hiccup hickory hidden highway hiker hill hinge hint hippo hire history hobby hockey hoist
        holiday hollow homage home honest hoof hopeful horizon hornet hostel hourly house however huddle huge human humble
        hundred hurry husky hut hybrid hydrant hyena hyphen iceberg icicle icon idea idiom igloo ignite iguana image imitate
        immense immune impact imply import impress impulse inbox include income index indigo indoor inflate inform ingot inhale
        inherit initial inject inkwell inland input insert inside inspire install intact intend into invent invite inward iodine
        iris isolate isotope issue item ivory ivy jacket jade jaguar janitor january jargon jasmine jasper jaunt javelin jazz
        jelly jersey jester jet jetty jewel jiffy jigsaw jingle job jogger join joke journal jovial joyful jug juggle juice july
        jumbo jump junior junk juror kale karate karma kayak keen keeper keg kennel ketchup kettle keyhole keynote khaki kick
        kiln kimono kind kingdom kinship kiosk kitchen kite kitten kiwi knack kneel knife knob koala kosher label lacquer ladder
        ladle lady lagoon lake lamb lantern laptop large larva laser lasso laugh laundry laurel lavish lawyer leader leaf league
        learn leather lecture legal legend leisure lemon lemur lend length lentil leopard lettuce level liberty library life
        likely lilac limber limit linen lining lion liquid listen little lizard lobster local locker locust lofty logic loiter
        lonely long lord lotion lotus lounge love lucky luggage lullaby lumen lunar lunch lupine luxury lyric macaw machine
        magenta magic magma magnet magpie maiden mailbox major makeup mallet malt mambo mammal manage mandate mango mansion
        manual marble margin marina market marmot maroon marvel mascot matinee matrix mature mauve maximum maybe meadow measure
        medium melody member memento memory mention menu merge merit mermaid mesa meteor method metro micro midday migrate mild
        mimic mineral minimum minnow minute miracle mirror mirth mission mitt mobile mocha model modify module mogul mohair
        moment money monitor monsoon month moon mortar mosaic mossy motif motor motto movie much muffin murmur museum music
        mutual muzzle mystery myth nachos napkin narrate nation natural navy neat nebula nectar needle neither nephew neptune
        nerve network neuron neutral never newborn news nibble nickel nightly nine ninth noble noise nomad nominee noodle norm
        north nostril notable notch nothing notice nougat noun nourish novel nozzle nugget number numeral nurse nurture nutmeg
        nylon oak oasis oatmeal obey object oblige oblong oboe observe obtain obvious occupy ocean ocelot octagon october odd
        odyssey offer office offset often oilcan olympic omega onion online only onset onyx opal opaque open opera opinion
        opossum oppose optical oracle orange orator orbit orchard orderly oregano organ orient origin oriole ornate osprey
        ostrich otter outcome outdoor outfit outside overlap owner oxford oxide oxygen oyster ozone pacific package paddle
        padlock page pagoda paint palace palm pan pancake panda panel panther papaya paper paprika parade parcel pardon parent
        park parrot parsley partner passage pasta path patient patrol pattern payment peanut pearl pebble pecan pectin pelican
        pencil pendant penguin pension peony people pepper perfect perhaps permit person phantom phone photo phrase physics
        piano piccolo pickle picnic picture pigment pilgrim pillow pilot pink pioneer pipe pirate pitcher pixel pizza placard
        plaid planet plaster plate play plaza plenty pluck plumage plunge plus plywood pocket podium poem polar polite polka
        pollen polo polygon poncho pond popcorn poppy popular porch portal postage potato pottery poultry powder prairie prawn
        precise predict prefer prelude premium prepare present pretty price primary prism process produce project promise proof
        proper protein proud provide prune public pudding pueblo pulley pulse puma pumpkin pupil puppet purple purr push putty
        pyramid python quail quality quantum quarter queen quell query quest quick quilt quince quiver quiz quota rabbit radar
        radio rafter railway rainbow raisin rally ramble rancher random rapid raspy ravioli razor reactor ready reality reason
        rebuild recall receive recipe recline record recruit recycle redeem reduce redwood reef referee refill reflect refrain
        region regret regular reject rejoice relax relief rely remain remedy remind remnant remote render renew renown rental
        repair repeat replace report reptile request reserve resin resolve respect result retire return reunion reveal review
        reward rhino rhubarb rhyme rhythm ribbon rich rigid rinse ripple risotto ritual rival river roar robin robot robust
        rocky rodeo roller romance rondo rooster rope rosary rosy rotate routine rowboat royal rubber ruby rudder ruler runner
        rural rustic safari safety saffron saga salad salmon salsa salute salvage samurai sandal sardine satchel satin saturn
        sauna sausage save sawdust scale scan scarf scatter scheme scholar science scone scoop scout scrap screen script scroll
        scuba sculpt seagull search seaweed second secret section secure sedan seed seesaw segment seldom select self seminar
        senator senior sepal sequel serene series serum service sesame session setup seven sewing sextet shadow shaft shallow
        shampoo shape shark shawl sheep sheriff shield shimmer shine shiver shop short shovel shower shrimp shrub shuffle
        shutter sibling sierra signal silence silk silver similar simple sincere siren sister six sizzle skate sketch skill
        skirt skunk slalom sleuth slice slim slipper slogan slope slumber small smart smile smoke smooth snail snake sneeze
        sniff snooze snore snow snug soap soccer social soda soft solid somehow sonar sonnet soothe soprano sorbet south soybean
        spa space spaniel sparrow spatula speak special speech spell spend sphere spider spike spinach spiral splash sponge
        spoon spot spray spread spring sprout spruce square squeak squid stable stadium staff stage stamp stand star station
        steam stellar stencil stereo stew stick stilt stocky stomach stool storm stove straw street strict strong stucco student
        sturdy subject sublime submit subtle suburb subway success sudden suede sugar suggest suit summer sunrise sunset super
        supply supreme surface survey sushi sustain sway sweater swerve swift swirl switch swivel synonym syntax syrup system
        tabby tablet tackle taco tactic tadpole taffy tailor talent talk tandem tangle tape target tariff tassel taste taxi
        teapot tedious teeth tell tempo tenant tendon tennis tenor tent term terrace tether texture thank thatch thaw theme
        theory thermal thesis thicket thimble thin third thistle thorn thought thread thrive thrush thumb thunder tiara tidal
        tiger tight tile tinfoil tiny today toddler toggle token tomato tone tongue tonic tooth topaz topple tornado torso total
        totem toucan tour toward towel toy track trade traffic trail transit trapeze travel tray treat tree trend tribe trident
        trim trinket triple triumph trivia trophy truffle trumpet trunk truth tuck tuesday tugboat tuition tulip tundra tunnel
        turkey turnip turret turtle tutor tuxedo tweed twelve twenty twice twig twinkle twist typical ultra umpteen uncover
        under undo unfold unicorn uniform unique unison unit unknown unless unlike unlock unmask unpack unplug unravel unroll
        until unusual unveil unwind unwrap upbeat update upgrade uphold upkeep uplift upon upper upright upset uptown upward
        urban urgent usable usage useful usher usual utensil utility utmost utopia vacant vacuum vague valet valid valve vanilla
        variety varnish varsity vase vault vector vegan vehicle velour velvet vendor veneer venison venture verdict verify
        version vessel veteran via viaduct vibrant victory video view vigil villa vinegar vintage vinyl violin vision visor
        vista visual vital vivid volcano volley volume vortex vote vouch voyage wafer waffle wagon waiter walnut walrus waltz
        wander want warm wash web website wedding weekend welcome west wharf wheat wheel whisper white wicker wide width wiggle
        window winery wing winter wisdom witty wobble wombat wool worthy woven wreath wrench wrestle yacht yes yoga yonder young
        zebra zenith zephyr zero zigzag zinc zinnia zipper zither zodiac zoo zoology
        """
}
