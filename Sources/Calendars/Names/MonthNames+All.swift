extension MonthNames {
    /// Names after CLDR 44 where it has them; spellings that people type besides.
    static let all: [MonthNames] = gregorian + persian + islamic + ethiopian

    private static let gregorian = [
        MonthNames(
            .gregorian, "en",
            """
            January/Jan February/Feb March/Mar April/Apr May June/Jun July/Jul August/Aug September/Sep/Sept October/Oct November/Nov December/Dec
            """),
        MonthNames(
            .gregorian, "fr",
            """
            janvier/janv février/févr mars avril/avr mai juin juillet/juil août septembre octobre novembre décembre/déc
            """),
        // Levant first, then Egypt and the Gulf, then the Maghreb.
        MonthNames(
            .gregorian, "ar",
            """
            كانون_الثاني/يناير/جانفي شباط/فبراير/فيفري آذار/مارس نيسان/أبريل/إبريل/أفريل أيار/مايو/ماي حزيران/يونيو/جوان \
            تموز/يوليو/جويلية آب/أغسطس/أوت أيلول/سبتمبر تشرين_الأول/أكتوبر تشرين_الثاني/نوفمبر كانون_الأول/ديسمبر
            """),
        MonthNames(
            .gregorian, "uk",
            """
            січня/січень лютого/лютий березня/березень квітня/квітень травня/травень червня/червень липня/липень серпня/серпень \
            вересня/вересень жовтня/жовтень листопада/листопад грудня/грудень
            """),
    ]

    private static let persian = [
        MonthNames(
            .persian, "en",
            """
            Farvardin Ordibehesht Khordad Tir Mordad/Amordad Shahrivar Mehr Aban Azar Dey/Dei Bahman Esfand
            """),
        MonthNames(
            .persian, "fr",
            """
            farvardin ordibehecht khordad tir mordad chahrivar mehr aban azar dey bahman esfand
            """),
        MonthNames(
            .persian, "ar",
            """
            فروردين أرديبهشت/ارديبهشت خرداد تير مرداد شهريور مهر آبان آذر دي بهمن إسفند/اسفند
            """),
        MonthNames(
            .persian, "uk",
            """
            фарвардіна/фарвардін ордібегешта/ордібегешт/ордібехешт хордада/хордад тіра/тір мордада/мордад шахрівара/шахрівар/шахрівер \
            мехра/мехр абана/абан азара/азар/азер дея/дей бахмана/бахман есфанда/есфанд
            """),
        MonthNames(
            .persian, "fa",
            """
            فروردین اردیبهشت خرداد تیر مرداد/امرداد شهریور مهر آبان آذر دی بهمن اسفند
            """),
        // The months of Afghanistan are the signs of the zodiac.
        MonthNames(
            .persian, "prs",
            """
            حمل/Hamal ثور/Sawr/Saur جوزا/Jawza/Jauza سرطان/Saratan اسد/Asad سنبله/Sonbola/Sunbula میزان/Mizan عقرب/Aqrab قوس/Qaws/Qaus \
            جدی/Jadi/Jadee دلو/Dalw/Dalwa حوت/Hut/Hoot
            """),
        MonthNames(
            .persian, "ps",
            """
            وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب
            """),
    ]

    private static let islamic = [
        MonthNames(
            .islamic, "en",
            """
            Muharram/Moharram Safar Rabi_al-Awwal/Rabi_I/Rabi_ul-Awwal Rabi_al-Thani/Rabi_al-Akhir/Rabi_II/Rabi_ath-Thani \
            Jumada_al-Ula/Jumada_I/Jumada_al-Awwal Jumada_al-Akhira/Jumada_al-Thani/Jumada_II/Jumada_al-Thaniya Rajab \
            Shaaban/Shaban/Sha'ban Ramadan/Ramadhan/Ramazan Shawwal Dhu_al-Qadah/Dhu_al-Qa'da/Dhul-Qadah/Zulqada \
            Dhu_al-Hijjah/Dhu_al-Hijja/Dhul-Hijjah/Zulhijja
            """),
        MonthNames(
            .islamic, "fr",
            """
            mouharram safar rabi_al-awwal/rabia_al_awal rabi_al-thani/rabia_ath-thani joumada_al-oula joumada_al-thania rajab \
            chaabane/chaaban ramadan chawwal/chaoual dhou_al-qida/dhou_al_qi`da dhou_al-hijja
            """),
        MonthNames(
            .islamic, "ar",
            """
            محرم/المحرم صفر ربيع_الأول ربيع_الآخر/ربيع_الثاني جمادى_الأولى/جمادى_الأول جمادى_الآخرة/جمادى_الثانية رجب شعبان رمضان شوال \
            ذو_القعدة/ذي_القعدة ذو_الحجة/ذي_الحجة
            """),
        MonthNames(
            .islamic, "uk",
            """
            мухаррама/мухаррам сафара/сафар рабі_аль-авваля/рабі_аль-авваль/рабі_I рабі_ас-сані/рабі_II джумада_аль-уля/джумада_I \
            джумада_ас-санія/джумада_II раджаба/раджаб шаабана/шаабан рамадана/рамадан шаввалю/шавваль зу-ль-каада/зуль-каада зу-ль-хіджа/зуль-хіджа
            """),
    ]

    private static let ethiopian = [
        MonthNames(
            .ethiopian, "en",
            """
            Meskerem/Mäskäräm Tikimt/Tekemt/Tiqimt Hidar/Hedar Tahsas/Tahisas Tir/Ter Yekatit/Yakatit Megabit/Maggabit Miazia/Miyazya/Miyazia \
            Ginbot/Genbot Sene Hamle Nehase/Nehasse Pagume/Pagumen
            """),
        MonthNames(
            .ethiopian, "fr",
            """
            meskerem tekemt hedar tahsas ter yekatit megabit miyazya guenbot sené hamlé nehassé pagumen
            """),
        MonthNames(
            .ethiopian, "ar",
            """
            مسكريم تكمت هدار تهساس تر يكاتيت مجابيت ميازيا جنبت سين هامل نهاس باجمن
            """),
        MonthNames(
            .ethiopian, "uk",
            """
            мескерема/мескерем текемта/текемт хедара/хедар тахсаса/тахсас тера/тер єкатіта/єкатіт мегабіта/мегабіт міязії/міязія генбота/генбот \
            сене хамле нехасе пагумена/пагумен
            """),
        MonthNames(
            .ethiopian, "am",
            """
            መስከረም ጥቅምት ኅዳር/ህዳር ታኅሣሥ/ታህሳስ ጥር የካቲት መጋቢት ሚያዝያ ግንቦት ሰኔ ሐምሌ ነሐሴ ጳጉሜን/ጳጉሜ
            """),
    ]
}
